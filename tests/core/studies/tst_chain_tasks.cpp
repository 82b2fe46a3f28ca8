// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_tasks.h"

#include "core/run/error.h"

#include <QtTest/QtTest>

#include <set>

using namespace neurograft;

namespace {

std::optional<std::string> endingOf(const std::string& command, const nlohmann::ordered_json&,
                                    const std::string&)
{
    return command == "transfer" ? std::optional<std::string>("")
        : command == "compare"   ? std::nullopt
                                 : std::optional<std::string>(".h5");
}

ChainTasks expanded(const std::string& body, const std::string& out = "out")
{
    const ChainStudy study =
        parseChainStudy(R"({"schema": 1, "command": "run", )" + body + "}", "s.json");
    return expandChain(study, out, endingOf);
}

} // namespace

class tst_chain_tasks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultsAreReferredToByName();
    void cellsAreTheProductOfTheAxes();
    void anAxisIsAnOptionUnlessItIsNamed();
    void stepsOfACellReferToEachOther();
    void valuesKeepTheirTypes();
    void fingerprintsFollowWhatDecides();
    void placesAreNoPartOfAFingerprint();
    void namesOfCells();
    void whatIsNotDefinedIsNamed_data();
    void whatIsNotDefinedIsNamed();
};

void tst_chain_tasks::resultsAreReferredToByName()
{
    const ChainTasks all = expanded(R"("paths": {"student": "S"}, "steps": [
      {"step": "laten", "command": "transfer", "student": "${student}"},
      {"step": "after", "command": "evaluate", "delta": "${laten}/delta.safetensors"},
      {"step": "both", "command": "compare", "a": "${after}", "b": "${after}"}])");
    QCOMPARE(all.tasks.size(), std::size_t(3));
    QCOMPARE(all.tasks[0].options.at("student").get<std::string>(), std::string("S"));
    QCOMPARE(all.tasks[1].options.at("delta").get<std::string>(),
             std::string("out/laten/delta.safetensors"));
    QCOMPARE(all.tasks[1].after, std::vector<std::size_t>{0});
    QCOMPARE(all.tasks[1].referring, std::vector<std::string>{"delta"});
    QCOMPARE(all.tasks[1].out, std::filesystem::path("out/after.h5"));
    QCOMPARE(all.tasks[2].options.at("a").get<std::string>(), std::string("out/after.h5"));
    QVERIFY(all.tasks[2].out.empty());
    QCOMPARE(all.tasks[2].record, std::filesystem::path("out/both.step.json"));
}

void tst_chain_tasks::cellsAreTheProductOfTheAxes()
{
    const ChainTasks all = expanded(R"("steps": [{"step": "rates", "command": "transfer",
      "sweep": {"rate": [0.05, 0.1], "seed": [42, 43, 44]}}])");
    QCOMPARE(all.sweeps.size(), std::size_t(1));
    const ChainSweep& sweep = all.sweeps.front();
    QCOMPARE(sweep.cells.size(), std::size_t(6));
    QCOMPARE(sweep.cells[0].name, std::string("rate-0.05_seed-42"));
    QCOMPARE(sweep.cells[1].name, std::string("rate-0.05_seed-43")); // the last runs fastest
    QCOMPARE(sweep.cells[5].name, std::string("rate-0.1_seed-44"));
    QCOMPARE(sweep.result, std::filesystem::path("out/rates/sweep.h5"));
    std::set<std::string> places;
    for (const ChainTask& task : all.tasks) {
        places.insert(task.out.string());
    }
    QCOMPARE(places.size(), std::size_t(6));
    QCOMPARE(all.tasks[5].out, std::filesystem::path("out/rates/rate-0.1_seed-44/rates"));
}

void tst_chain_tasks::anAxisIsAnOptionUnlessItIsNamed()
{
    const ChainTasks all = expanded(R"("steps": [{"step": "k", "command": "transfer",
      "translator": "T/step-${checkpoint}/t", "sweep": {"rate": [0.1], "checkpoint": [3]}}])");
    const nlohmann::ordered_json& options = all.tasks.front().options;
    QCOMPARE(options.at("rate").get<double>(), 0.1);
    QCOMPARE(options.at("translator").get<std::string>(), std::string("T/step-3/t"));
    QVERIFY(!options.contains("checkpoint"));
}

void tst_chain_tasks::stepsOfACellReferToEachOther()
{
    const ChainTasks all = expanded(R"("steps": [
      {"step": "base", "command": "evaluate"},
      {"step": "rates", "sweep": {"rate": [0.1, 0.2]}, "each": [
        {"step": "edit", "command": "transfer", "rate": "${rate}"},
        {"step": "after", "command": "evaluate", "delta": "${edit}/d", "x": "${base}"}]},
      {"step": "chart", "command": "figure", "results": "${rates}"}])");
    QCOMPARE(all.tasks.size(), std::size_t(6));
    QCOMPARE(all.tasks[4].label, std::string("rates/rate-0.2/after"));
    QCOMPARE(all.tasks[4].options.at("delta").get<std::string>(),
             std::string("out/rates/rate-0.2/edit/d"));
    QCOMPARE(all.tasks[4].after, (std::vector<std::size_t>{0, 3}));
    QCOMPARE(all.tasks[5].options.at("results").get<std::string>(),
             std::string("out/rates/sweep.h5"));
    QCOMPARE(all.tasks[5].after.size(), std::size_t(4));
}

void tst_chain_tasks::valuesKeepTheirTypes()
{
    const ChainTasks all = expanded(R"("common": {"seed": 7, "device": "cpu"}, "steps": [
      {"step": "s", "command": "transfer", "modules": "${set}", "lr": "${lr}", "seed": 1,
       "sweep": {"set": [{"label": "ffn", "value": ["up_proj", "down_proj"], "set": {"lr": 3e-5}}]}}])");
    const nlohmann::ordered_json& options = all.tasks.front().options;
    QVERIFY(options.at("modules").is_array());
    QCOMPARE(options.at("lr").get<double>(), 3e-5);
    QCOMPARE(options.at("seed").get<int>(), 1); // its own before that of all
    QCOMPARE(options.at("device").get<std::string>(), std::string("cpu"));
}

void tst_chain_tasks::fingerprintsFollowWhatDecides()
{
    const auto fingerprints = [](const char* rate, const char* limit) {
        const ChainTasks all = expanded(
            std::string(R"("steps": [{"step": "a", "command": "transfer", "rate": )") + rate
            + R"(}, {"step": "b", "command": "evaluate", "delta": "${a}", "limit": )" + limit
            + "}]");
        return std::pair(all.tasks[0].fingerprint, all.tasks[1].fingerprint);
    };
    const auto first = fingerprints("0.1", "5");
    QCOMPARE(fingerprints("0.1", "5"), first);
    QVERIFY(fingerprints("0.1", "6").first == first.first);
    QVERIFY(fingerprints("0.1", "6").second != first.second);
    QVERIFY(fingerprints("0.2", "5").second != first.second); // another step before it
}

void tst_chain_tasks::placesAreNoPartOfAFingerprint()
{
    const char* const body = R"("steps": [{"step": "a", "command": "transfer"},
      {"step": "b", "command": "evaluate", "delta": "${a}/d"}])";
    QCOMPARE(expanded(body, "here").tasks[1].fingerprint,
             expanded(body, "/there").tasks[1].fingerprint);
}

void tst_chain_tasks::namesOfCells()
{
    const auto axis = [](const char* name, std::vector<std::string> labels) {
        SweepAxis made{name, {}};
        for (const std::string& label : labels) {
            made.values.push_back({label, label, {}});
        }
        return made;
    };
    QCOMPARE(cellName({axis("teacher", {"/models/Llama 13b/"})}, {0}),
             std::string("teacher-Llama-13b-"));
    const SweepAxis same = axis("data", {"/a/rows", "/b/rows"});
    QVERIFY(cellName({same}, {0}) != cellName({same}, {1}));
    QVERIFY(cellName({axis("x", {std::string(400, 'a')})}, {0}).size() < 200);
}

void tst_chain_tasks::whatIsNotDefinedIsNamed_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("where");
    QTest::newRow("unknown variable")
        << R"("steps": [{"step": "a", "command": "locate", "data": "${rows}"}])"
        << "/steps/0/data";
    QTest::newRow("later step") << R"("steps": [{"step": "a", "command": "locate", "data": "${b}"},
        {"step": "b", "command": "locate"}])"
                                << "/steps/0/data";
    QTest::newRow("path not given") << R"("paths": {"teacher": {"about": "a folder"}}, "steps": [
              {"step": "a", "command": "locate", "teacher": "${teacher}"}])"
                                    << "/steps/0/teacher";
    QTest::newRow("axis that nothing uses")
        << R"("steps": [{"step": "a", "sweep": {"rate": [1]}, "each": [
              {"step": "b", "command": "locate"}]}])"
        << "/steps/0/sweep/rate";
    QTest::newRow("step of another cell")
        << R"("steps": [{"step": "a", "sweep": {"rate": [1]}, "each": [
              {"step": "b", "command": "locate", "rate": "${rate}"}]},
              {"step": "c", "command": "locate", "data": "${b}"}])"
        << "/steps/1/data";
    QTest::newRow("nothing within a text")
        << R"("steps": [{"step": "a", "sweep": {"x": [{"label": "u", "set": {"shots": null}}]},
              "each": [{"step": "b", "command": "evaluate", "data": "${shots}/s.jsonl"}]}])"
        << "/steps/0/each/0/data";
}

void tst_chain_tasks::whatIsNotDefinedIsNamed()
{
    QFETCH(QString, body);
    QFETCH(QString, where);
    try {
        expanded(body.toStdString());
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString::fromStdString(error.where()).contains(where), error.what());
    }
}

QTEST_GUILESS_MAIN(tst_chain_tasks)
#include "tst_chain_tasks.moc"
