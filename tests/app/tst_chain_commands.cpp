// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_commands.h"
#include "app/commands/chain_schema.h"
#include "app/commands/commands.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace neurograft;

namespace {

ChainCommands stepsOfCli()
{
    Program program;
    program.name = "neurograft-cli";
    program.commands = sharedCommands({});
    return ChainCommands(program);
}

ChainTask taskOf(const std::string& command, nlohmann::ordered_json options)
{
    ChainTask task;
    task.path = "s.json: /steps/0";
    task.command = command;
    task.options = std::move(options);
    return task;
}

std::set<std::string> keysOf(const nlohmann::ordered_json& object)
{
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

} // namespace

/// Steps of a chain and their schema know what the parsers of the commands know.
class tst_chain_commands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void optionsBecomeWords();
    void nullLeavesAnOptionOut();
    void positionalOnesComeInTheCommandsOrder();
    void listsAndRepeats();
    void schemaHasEveryKeyOfTheSteps();
    void schemaHasEveryKeyOfTheReader();
    void resultsAreNamedByTheirKind();
};

void tst_chain_commands::optionsBecomeWords()
{
    const std::vector<std::string> words = stepsOfCli().arguments(taskOf("transfer",
                                                                         {{"method", "laten"},
                                                                          {"rate", 0.1},
                                                                          {"steps", 4},
                                                                          {"no-train", true},
                                                                          {"substitute", false},
                                                                          {"half-output", true},
                                                                          {"train", "a b.jsonl"}}));
    QCOMPARE(words,
             (std::vector<std::string>{"transfer", "laten", "--rate=0.1", "--steps=4", "--no-train",
                                       "--half-output=on", "--train=a b.jsonl"}));
}

void tst_chain_commands::nullLeavesAnOptionOut()
{
    const std::vector<std::string> words = stepsOfCli().arguments(
        taskOf("evaluate", {{"model", "m"}, {"shots-file", nullptr}, {"template", ""}}));
    QCOMPARE(words, (std::vector<std::string>{"evaluate", "--model=m", "--template", ""}));
}

void tst_chain_commands::positionalOnesComeInTheCommandsOrder()
{
    const std::vector<std::string> words = stepsOfCli().arguments(
        taskOf("table", {{"name", "N"}, {"format", "csv"}, {"result", "R"}}));
    QCOMPARE(words, (std::vector<std::string>{"table", "R", "N", "--format=csv"}));
}

void tst_chain_commands::listsAndRepeats()
{
    const std::vector<std::string> words = stepsOfCli().arguments(taskOf(
        "similarity",
        {{"modules", {"up_proj", "o_proj"}}, {"student-adapter", {"a", "b"}}, {"rows", {3, 7}}}));
    QCOMPARE(
        words,
        (std::vector<std::string>{"similarity", "--modules=up_proj,o_proj", "--student-adapter=a",
                                  "--student-adapter=b", "--rows=3,7"}));
}

void tst_chain_commands::schemaHasEveryKeyOfTheSteps()
{
    const ChainCommands commands = stepsOfCli();
    const nlohmann::ordered_json schema = chainSchema(commands);
    QVERIFY(commands.names().size() >= 11);
    for (const std::string& command : commands.names()) {
        std::set<std::string> expected{"step", "command", "note", "sweep"};
        for (const OptionShape& option : commands.options(command)) {
            expected.insert(option.name);
        }
        const nlohmann::ordered_json& step = schema.at("$defs").at(command);
        QCOMPARE(keysOf(step.at("properties")), expected);
        QCOMPARE(step.at("additionalProperties").get<bool>(), false);
        QVERIFY(expected.count("seed") == 1);
        QVERIFY(expected.count("out") == 0);
        QVERIFY(expected.count("help") == 0);
    }
    QCOMPARE(schema.at("$defs").at("transfer").at("properties").at("rate").at("anyOf").at(0),
             (nlohmann::ordered_json{{"type", "number"}}));
}

/// Both ways: the reader takes every key of the schema, and names its keys when it refuses one.
void tst_chain_commands::schemaHasEveryKeyOfTheReader()
{
    const nlohmann::ordered_json schema = chainSchema(stepsOfCli());
    const std::string steps = R"("steps": [{"step": "a", "command": "locate"}])";
    try {
        parseChainStudy(R"({"schema": 1, "command": "run", "nothing": 1, )" + steps + "}", "s");
        QFAIL("no error");
    } catch (const Error& error) {
        std::set<std::string> known;
        std::string text = error.expected();
        text.erase(0, std::string("one of the keys ").size());
        for (const QString& key : QString::fromStdString(text).split(", ")) {
            known.insert(key.toStdString());
        }
        QCOMPARE(keysOf(schema.at("properties")), known);
    }
    const nlohmann::ordered_json& common = schema.at("properties").at("common").at("properties");
    const std::vector<std::string>& options = chainCommonOptions();
    QCOMPARE(keysOf(common), std::set<std::string>(options.begin(), options.end()));
    // The reader lists the keys of a published number in the same way.
    try {
        parseChainStudy(R"({"schema": 1, "command": "run", "published": [{"value": 1,
                            "source": "S", "nothing": 1}], )"
                            + steps + "}",
                        "s");
        QFAIL("no error");
    } catch (const Error& error) {
        const auto& keys = schema.at("properties").at("published").at("items").at("properties");
        for (const auto& [key, value] : keys.items()) {
            QVERIFY2(error.expected().find(key) != std::string::npos, key.c_str());
        }
    }
}

void tst_chain_commands::resultsAreNamedByTheirKind()
{
    const ChainEnding ending = stepsOfCli().ending();
    QCOMPARE(*ending("similarity", {}, "p"), std::string(".h5"));
    QCOMPARE(*ending("activations", nlohmann::ordered_json::object(), "p"), std::string(".npz"));
    QCOMPARE(*ending("transfer", {}, "p"), std::string());
    QVERIFY(!ending("perplexity", nlohmann::ordered_json::object(), "p"));
    QCOMPARE(*ending("table", {{"format", "latex"}}, "p"), std::string(".tex"));
    QVERIFY_THROWS_EXCEPTION(StudyError, ending("doctor", {}, "p"));
}

QTEST_GUILESS_MAIN(tst_chain_commands)
#include "tst_chain_commands.moc"
