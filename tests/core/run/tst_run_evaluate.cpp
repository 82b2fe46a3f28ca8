// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/run/run_evaluate.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kDemo = fs::path(NEUROGRAFT_RESOURCES) / "demo";

EvaluateStudy studyOf(const std::string& task, const fs::path& data)
{
    EvaluateStudy study;
    study.model = kDemo / "student";
    study.task = task;
    study.data = kDemo / "data" / data;
    study.device = "cpu";
    return study;
}

EvaluateStudy choices(std::int64_t limit)
{
    EvaluateStudy study = studyOf("choice", "mmlu/test.jsonl");
    study.rows.limit = limit;
    return study;
}

EvaluateStudy sums(std::int64_t limit)
{
    EvaluateStudy study = studyOf("exact", "gsm/test.jsonl");
    study.rows.limit = limit;
    study.maxNewTokens = 60;
    return study;
}

} // namespace

/// evaluate as window and command line use it, on the bundled demo student.
class TstRunEvaluate : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    EvaluateOutcome run(const EvaluateStudy& study, const char* file) const
    {
        return runEvaluate(study, path(file), false, false, RunContext());
    }
    std::vector<EvaluationItem> items(const char* file) const
    {
        const ResultFile result = readResult(path(file));
        return readEvaluation(result, evaluatedTasks(result).front(), file).items;
    }
    /// Runs until @p enough items are answered, then stops.
    void stopAfter(const EvaluateStudy& study, const char* file, std::int64_t enough,
                   bool isResumed = false) const
    {
        RunContext context;
        bool isEnough = false;
        context.onProgress = [&](const Progress& progress) { isEnough = progress.done >= enough; };
        context.isStopRequested = [&] { return isEnough; };
        QVERIFY_EXCEPTION_THROWN(runEvaluate(study, path(file), isResumed, isResumed, context),
                                 Canceled);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    /// resources/demo/README.md: 96 of the 200 choices.
    void demoStudentKnowsHalfOfTheChoices()
    {
        const EvaluateOutcome outcome = run(choices(0), "r.h5");
        QCOMPARE(outcome.score.n, std::int64_t{200});
        QCOMPARE(outcome.score.correct, 96.0);
        QVERIFY(outcome.score.interval.low > 0.40 && outcome.score.interval.high < 0.56);
        QCOMPARE(outcome.protocol, std::string("train"));
        QCOMPARE(outcome.promptTemplate, std::string("train"));
        QVERIFY(outcome.notice.empty());
        const ResultFile result = readResult(path("r.h5"));
        QCOMPARE(result.manifest.status, std::string("complete"));
        QCOMPARE(result.manifest.student, std::string("student"));
        QCOMPARE(result.manifest.study, studyText(choices(0)));
        QVERIFY(result.manifest.command.find("neurograft evaluate --model") == 0);
        QVERIFY(result.manifest.dataSha256.size() == 64);
        for (const EvaluationItem& item : items("r.h5")) {
            QVERIFY(item.logprob < 0.0);
            QCOMPARE(item.choiceLogits.size(), std::size_t{4});
            QCOMPARE(item.output, item.extracted);
        }
    }

    /// The same questions in Hendrycks' folders, rows in another order.
    void foldersAskTheSameQuestions()
    {
        const EvaluateOutcome outcome = run(studyOf("mmlu", "eval/mmlu"), "r.h5");
        QCOMPARE(outcome.score.n, std::int64_t{200});
        QCOMPARE(outcome.score.correct, 96.0);
        QCOMPARE(outcome.groups.size(), std::size_t{6});
        std::int64_t n = 0;
        for (const EvaluationScore& group : outcome.groups) {
            QCOMPARE(group.level, std::string("group"));
            n += group.n;
        }
        QCOMPARE(n, std::int64_t{200});
    }

    void batchesChangeNothing_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<double>("temperature");
        QTest::newRow("choices") << "choice" << -1.0;
        QTest::newRow("greedy answers") << "exact" << -1.0;
        QTest::newRow("drawn answers") << "exact" << 0.7;
    }
    void batchesChangeNothing()
    {
        QFETCH(QString, task);
        QFETCH(double, temperature);
        EvaluateStudy study = task == "choice" ? choices(40) : sums(12);
        study.temperature = temperature;
        study.batch = 8;
        run(study, "8.h5");
        study.batch = 1;
        run(study, "1.h5");
        const std::vector<EvaluationItem> together = items("8.h5");
        const std::vector<EvaluationItem> alone = items("1.h5");
        QCOMPARE(together.size(), alone.size());
        for (std::size_t i = 0; i < alone.size(); ++i) {
            QCOMPARE(together[i].output, alone[i].output);
            QCOMPARE(together[i].verdict, alone[i].verdict);
            QCOMPARE(together[i].stopReason, alone[i].stopReason);
            for (std::size_t k = 0; k < alone[i].choiceLogits.size(); ++k) {
                QVERIFY(std::abs(together[i].choiceLogits[k] - alone[i].choiceLogits[k]) < 1e-4F);
            }
        }
    }

    void samplesAreDrawnByNumber()
    {
        EvaluateStudy study = sums(3);
        study.temperature = 1.0;
        study.samples = 4;
        const EvaluateOutcome outcome = run(study, "r.h5");
        QCOMPARE(outcome.score.n + outcome.score.notScored, std::int64_t{3});
        const std::vector<EvaluationItem> drawn = items("r.h5");
        QCOMPARE(drawn.size(), std::size_t{12});
        QCOMPARE(drawn[5].sample, std::int64_t{1});
        QCOMPARE(drawn[5].row, std::int64_t{1});
        int different = 0;
        for (std::size_t i = 1; i < drawn.size(); ++i) {
            different += drawn[i].row == drawn[i - 1].row && drawn[i].output != drawn[i - 1].output;
        }
        QVERIFY(different > 0);
        // Question 1 alone draws the same: the number is that of the question in the data.
        study.rows = RowSelection();
        study.rows.rows = {1};
        run(study, "one.h5");
        const std::vector<EvaluationItem> one = items("one.h5");
        for (std::size_t sample = 0; sample < one.size(); ++sample) {
            QCOMPARE(one[sample].output, drawn[4 + sample].output);
        }
    }

    void aResumedRunIsThatOfAnUndisturbedOne_data()
    {
        QTest::addColumn<QString>("task");
        QTest::newRow("choices") << "choice";
        QTest::newRow("answers") << "exact";
    }
    void aResumedRunIsThatOfAnUndisturbedOne()
    {
        QFETCH(QString, task);
        EvaluateStudy study = task == "choice" ? choices(40) : sums(12);
        study.batch = 4;
        run(study, "whole.h5");
        stopAfter(study, "parts.h5", 4);
        QCOMPARE(readManifest(path("parts.h5")).status, std::string("partial"));
        const auto answered = [](const std::vector<EvaluationItem>& all) {
            return std::count_if(all.begin(), all.end(),
                                 [](const EvaluationItem& item) { return item.isAnswered; });
        };
        const auto first = answered(items("parts.h5"));
        QVERIFY(first >= 4 && first < 12);
        stopAfter(study, "parts.h5", first + 4, true);
        QVERIFY(answered(items("parts.h5")) > first);
        runEvaluate(study, path("parts.h5"), true, true, RunContext());
        const ResultFile whole = readResult(path("whole.h5"));
        const ResultFile parts = readResult(path("parts.h5"));
        QCOMPARE(parts.manifest.status, std::string("complete"));
        QCOMPARE(parts.tables.size(), whole.tables.size());
        for (const Table& table : whole.tables) {
            const Table* other = parts.find(table.path);
            QVERIFY2(other != nullptr, table.path.c_str());
            if (table.path == "evaluation/exact/items/logprob") {
                continue; // NaN, which equals nothing
            }
            QVERIFY2(other->values == table.values, table.path.c_str());
        }
    }

    void otherDataIsNotResumed()
    {
        EvaluateStudy study = choices(0);
        study.data = path("rows.jsonl");
        const std::string rows = readFile(kDemo / "data" / "mmlu" / "extract.jsonl");
        writeFileAtomically(study.data, rows, false);
        study.batch = 4;
        stopAfter(study, "r.h5", 4);
        writeFileAtomically(study.data, rows + "\n", true);
        QVERIFY_EXCEPTION_THROWN(runEvaluate(study, path("r.h5"), true, true, RunContext()),
                                 StudyError);
        QCOMPARE(readManifest(path("r.h5")).status, std::string("partial"));
    }

    void aStopBeforeTheFirstAnswerLeavesNothing()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(runEvaluate(choices(8), path("r.h5"), false, false, context),
                                 Canceled);
        QVERIFY(!fs::exists(path("r.h5")));
    }

    void codeIsNotScoredUnlessItIsAskedFor()
    {
        EvaluateStudy study = studyOf("humaneval", "eval/humaneval.jsonl");
        study.rows.limit = 3;
        study.maxNewTokens = 40;
        const EvaluateOutcome outcome = run(study, "r.h5");
        QCOMPARE(outcome.score.n, std::int64_t{0});
        QCOMPARE(outcome.score.notScored, std::int64_t{3});
        QVERIFY(std::isnan(outcome.score.score));
        QVERIFY(outcome.notice.find("--execute-code") != std::string::npos);
        for (const EvaluationItem& item : items("r.h5")) {
            QVERIFY(item.isAnswered && !item.output.empty());
            QCOMPARE(item.verdict, Verdict::NotScored);
        }
    }

    void predictionsNeedNoModel()
    {
        EvaluateStudy study = studyOf("gsm8k", "eval/gsm8k_test.jsonl");
        study.model.clear();
        study.rows.limit = 2;
        writeFileAtomically(path("p.jsonl"),
                            "{\"id\":\"gsm8k_0\",\"output\":\"So the answer is 26.\"}\n"
                            "{\"id\":\"gsm8k_1\",\"output\":\"So the answer is 8.\"}\n",
                            false);
        study.predictions = path("p.jsonl");
        const EvaluateOutcome outcome = run(study, "r.h5");
        QCOMPARE(outcome.score.n, std::int64_t{2});
        QCOMPARE(outcome.score.correct, 1.0);
        QCOMPARE(outcome.scoreOi, 0.5);
        QCOMPARE(readManifest(path("r.h5")).student, std::string());
    }

    void badInputLeavesTheOldFile()
    {
        writeFileAtomically(path("r.h5"), "before", false);
        EvaluateStudy study = choices(4);
        study.data = "nowhere.jsonl";
        QVERIFY_EXCEPTION_THROWN(runEvaluate(study, path("r.h5"), true, false, RunContext()),
                                 FormatError);
        QCOMPARE(readFile(path("r.h5")), std::string("before"));
        QVERIFY_EXCEPTION_THROWN(run(choices(4), "r.h5"), StudyError); // exists
    }

    void longPromptsAreNamedBeforeAnyWork()
    {
        std::string words;
        for (int i = 0; i < 3000; ++i) {
            words += "word ";
        }
        writeFileAtomically(path("long.jsonl"),
                            "{\"id\":\"x\",\"prompt\":\"" + words + "\",\"response\":\"A\"}\n",
                            false);
        EvaluateStudy study = choices(0);
        study.data = path("long.jsonl");
        try {
            run(study, "r.h5");
            QFAIL("nothing was thrown");
        } catch (const StudyError& error) {
            QVERIFY2(error.where().find(", x") != std::string::npos, error.what());
        }
        QVERIFY(!fs::exists(path("r.h5")));
    }

    void dryRunSaysWhatIsAsked()
    {
        const EvaluatePlan plan = planEvaluate(sums(5));
        QVERIFY2(plan.problems.empty(), plan.problems.empty() ? "" : plan.problems[0].c_str());
        QCOMPARE(plan.items, std::int64_t{5});
        QCOMPARE(plan.mostNewTokens, std::int64_t{300});
        QVERIFY(plan.promptTokens > 50);
        QVERIFY(plan.firstPrompt.find("<|user|>\nAnswer the following question.") == 0);
        QVERIFY(plan.hostBytes > 0.0 && plan.flops > 0.0 && plan.secondsEstimate > 0.0);
        EvaluateStudy wrong = sums(5);
        wrong.model = "nowhere";
        wrong.protocol = "harness";
        QCOMPARE(planEvaluate(wrong).problems.size(), std::size_t{2});
        EvaluateStudy native = sums(5);
        native.protocol = "native"; // the demo student's template is `train`
        QCOMPARE(planEvaluate(native).problems.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TstRunEvaluate)
#include "tst_run_evaluate.moc"
