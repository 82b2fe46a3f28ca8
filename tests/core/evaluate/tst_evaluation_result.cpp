// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/evaluation_files.h"
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

EvaluationItem itemOf(const std::string& id, std::int64_t row, const std::string& group,
                      Verdict verdict)
{
    EvaluationItem item;
    item.id = id;
    item.row = row;
    item.group = group;
    item.prompt = "Which pet has " + id + "?\nAnswer:";
    item.gold = "B";
    item.isAnswered = verdict != Verdict::NotScored;
    item.verdict = verdict;
    return item;
}

Evaluation mmluSample()
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(EvaluationTask::Mmlu, "oi", "", "");
    evaluation.shots = 5;
    evaluation.itemsSha256 = "abc";
    evaluation.items = {itemOf("anatomy_0", 0, "anatomy", Verdict::Right),
                        itemOf("anatomy_1", 1, "anatomy", Verdict::Wrong),
                        itemOf("virology_0", 2, "virology", Verdict::Right),
                        itemOf("astronomy_0", 3, "astronomy", Verdict::NotScored)};
    evaluation.items[0].shots = 4;
    evaluation.items[0].output = "B";
    evaluation.items[0].extracted = "B";
    evaluation.items[0].logprob = -0.5;
    evaluation.items[0].choiceLogits = {1.0F, 2.5F, -3.0F, 0.0F};
    return evaluation;
}

double number(const Attributes& attributes, const char* name)
{
    const Attribute& value = attributes.at(name);
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

} // namespace

class TstEvaluationResult : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "r.h5";
        const Evaluation written = mmluSample();
        ResultFile result;
        putEvaluation(written, result);
        writeResult(path, result, false);
        const ResultFile file = readResult(path);
        QCOMPARE(evaluatedTasks(file), std::vector<EvaluationTask>{EvaluationTask::Mmlu});
        const Evaluation read = readEvaluation(file, EvaluationTask::Mmlu, "r.h5");
        QCOMPARE(read.protocol.name, std::string("oi"));
        QCOMPARE(read.protocol.promptTemplate.kind, TemplateKind::Tulu);
        QCOMPARE(read.shots, std::int64_t{5});
        QCOMPARE(read.itemsSha256, std::string("abc"));
        QCOMPARE(read.items.size(), written.items.size());
        for (std::size_t i = 0; i < read.items.size(); ++i) {
            QCOMPARE(read.items[i].id, written.items[i].id);
            QCOMPARE(read.items[i].row, written.items[i].row);
            QCOMPARE(read.items[i].group, written.items[i].group);
            QCOMPARE(read.items[i].prompt, written.items[i].prompt);
            QCOMPARE(read.items[i].verdict, written.items[i].verdict);
            QCOMPARE(read.items[i].isAnswered, written.items[i].isAnswered);
            QCOMPARE(read.items[i].choiceLogits, written.items[i].choiceLogits);
        }
        QCOMPARE(read.items[0].shots, std::int64_t{4});
        QCOMPARE(read.items[0].logprob, -0.5);
        QVERIFY(std::isnan(read.items[1].logprob));
    }

    void groupAndColumnCarryTheScore()
    {
        ResultFile result;
        putEvaluation(mmluSample(), result);
        const Attributes& group = result.groups.at("evaluation/mmlu/items");
        QCOMPARE(number(group, "n"), 3.0);
        QCOMPARE(number(group, "correct"), 2.0);
        QCOMPARE(number(group, "not_scored"), 1.0);
        QCOMPARE(number(group, "score"), 2.0 / 3.0);
        QVERIFY(number(group, "interval_low") > 0.2 && number(group, "interval_high") < 0.95);
        QCOMPARE(std::get<std::string>(group.at("template")), std::string("tulu"));
        QCOMPARE(result.find("evaluation/mmlu/items/correct")->attributes, group);
        QCOMPARE(result.find("evaluation/mmlu/items/correct")->as<std::int8_t>(),
                 (std::vector<std::int8_t>{1, 0, 1, -1}));
        QCOMPARE(result.find("evaluation/mmlu/choices")->shape, (std::vector<std::int64_t>{4, 4}));
        const std::vector<std::string> names =
            result.find("evaluation/mmlu/groups/name")->as<std::string>();
        QCOMPARE(names,
                 (std::vector<std::string>{"other (business, health, misc.)", "STEM", "health",
                                           "physics", "anatomy", "virology", "astronomy"}));
        QCOMPARE(result.find("evaluation/mmlu/groups/n")->as<std::int32_t>(),
                 (std::vector<std::int32_t>{3, 0, 3, 0, 2, 1, 0}));
    }

    void anEvaluationReplacesTheOneOfItsTask()
    {
        ResultFile result;
        Table other;
        other.path = "similarity/up_proj/cka";
        other.values = std::vector<double>{1.0};
        result.tables.push_back(other);
        putEvaluation(mmluSample(), result);
        const std::size_t tables = result.tables.size();
        Evaluation better = mmluSample();
        better.items[1].verdict = Verdict::Right;
        putEvaluation(better, result);
        QCOMPARE(result.tables.size(), tables);
        QCOMPARE(number(result.groups.at("evaluation/mmlu/items"), "score"), 1.0);
        QVERIFY(result.find("similarity/up_proj/cka") != nullptr);
    }

    void gsm8kHasBothScores()
    {
        Evaluation evaluation;
        evaluation.protocol = evaluationProtocol(EvaluationTask::Gsm8k, "train", "none", "");
        evaluation.protocol.stops = {"\n\n"};
        evaluation.items = {itemOf("a", 0, "", Verdict::NotScored)};
        evaluation.items[0].output = std::string("It is\n-5\0.", 10);
        evaluation.items[0].gold = "5";
        evaluation.items[0].isAnswered = true;
        scoreAnswer(evaluation.protocol, evaluation.items[0]);
        ResultFile result;
        putEvaluation(evaluation, result);
        const Attributes& group = result.groups.at("evaluation/gsm8k/items");
        QCOMPARE(number(group, "score_oi"), 1.0);
        QCOMPARE(number(group, "score_corrected"), 0.0);
        QCOMPARE(number(group, "score"), 0.0);
        const Evaluation read = readEvaluation(result, EvaluationTask::Gsm8k, "r.h5");
        QCOMPARE(read.protocol.stops, std::vector<std::string>{"\n\n"});
        QCOMPARE(read.items[0].output, std::string("It is\n-5\xef\xbf\xbd.")); // NUL ends a text
        QVERIFY(result.find("evaluation/gsm8k/groups/name") == nullptr);
        QVERIFY(result.find("evaluation/gsm8k/choices") == nullptr);
    }

    void samplesOfAQuestionCountByTheirShare()
    {
        std::vector<EvaluationItem> items;
        for (const Verdict verdict : {Verdict::Right, Verdict::Wrong, Verdict::NotScored}) {
            items.push_back(itemOf("a", 0, "g", verdict));
        }
        items.push_back(itemOf("b", 1, "g", Verdict::Right));
        items.push_back(itemOf("c", 2, "h", Verdict::NotScored));
        const EvaluationScore score = scoreOf(items);
        QCOMPARE(score.n, std::int64_t{2});
        QCOMPARE(score.correct, 1.5);
        QCOMPARE(score.score, 0.75);
        QCOMPARE(score.notScored, std::int64_t{1});
        const std::vector<double> values = questionValues(items);
        QCOMPARE(values.size(), std::size_t{3});
        QCOMPARE(values[0], 0.5);
        QVERIFY(std::isnan(values[2]));
        QCOMPARE(questionIds(items), (std::vector<std::string>{"a", "b", "c"}));
        const std::vector<EvaluationScore> groups = groupScores(items);
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(groups[0].level, std::string("group"));
        QVERIFY(std::isnan(groups[1].score));
        QVERIFY(std::isnan(scoreOf({}).interval.low));
    }

    void filesForOtherProgramsHaveEveryItem()
    {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "files";
        ResultFile result;
        result.manifest.student = "S";
        putEvaluation(mmluSample(), result);
        QCOMPARE(writeEvaluationFiles(result, "r.h5", path, false).size(), std::size_t{2});
        const std::string lines = readFile(path / "predictions.jsonl");
        QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), std::ptrdiff_t{3}); // answered
        const auto first = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
        QCOMPARE(first.at("id").get<std::string>(), std::string("anatomy_0"));
        QCOMPARE(first.at("correct").get<bool>(), true);
        QCOMPARE(first.at("choice_logits").size(), std::size_t{4});
        const auto metrics = nlohmann::json::parse(readFile(path / "metrics.json")).at(0);
        QCOMPARE(metrics.at("n").get<int>(), 3);
        QCOMPARE(metrics.at("protocol").get<std::string>(), std::string("oi"));
        QCOMPARE(metrics.at("model").get<std::string>(), std::string("S"));
        QVERIFY_EXCEPTION_THROWN(writeEvaluationFiles(result, "r.h5", path, false), StudyError);
        QVERIFY_EXCEPTION_THROWN(writeEvaluationFiles(ResultFile(), "r.h5", path, true),
                                 StudyError);
    }

    void brokenColumnsAreNamed()
    {
        ResultFile good;
        putEvaluation(mmluSample(), good);
        QVERIFY_EXCEPTION_THROWN(readEvaluation(good, EvaluationTask::Exact, "r.h5"), StoreError);
        ResultFile missing = good;
        missing.tables.erase(std::remove_if(missing.tables.begin(), missing.tables.end(),
                                            [](const Table& table) {
                                                return table.path == "evaluation/mmlu/items/gold";
                                            }),
                             missing.tables.end());
        QVERIFY_EXCEPTION_THROWN(readEvaluation(missing, EvaluationTask::Mmlu, "r.h5"), StoreError);
        ResultFile shorter = good;
        for (Table& table : shorter.tables) {
            if (table.path == "evaluation/mmlu/items/id") {
                table.values = std::vector<std::string>{"one"};
            }
        }
        QVERIFY_EXCEPTION_THROWN(readEvaluation(shorter, EvaluationTask::Mmlu, "r.h5"), StoreError);
        ResultFile word = good;
        for (Table& table : word.tables) {
            if (table.path == "evaluation/mmlu/items/correct") {
                table.attributes["stops"] = std::string("[1]");
            }
        }
        QVERIFY_EXCEPTION_THROWN(readEvaluation(word, EvaluationTask::Mmlu, "r.h5"), StoreError);
    }
};

QTEST_GUILESS_MAIN(TstEvaluationResult)
#include "tst_evaluation_result.moc"
