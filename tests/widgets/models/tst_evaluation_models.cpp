// SPDX-License-Identifier: GPL-3.0-or-later
// What workspace Evaluate knows without a model: tasks by their files, items with flips, the board.
#include "core/support/atomic_file.h"
#include "widgets/models/benchmark_files.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_board.h"
#include "widgets/models/evaluation_export.h"
#include "widgets/models/evaluation_item_filter.h"
#include "widgets/models/path_text.h"

#include "core/run/error.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace neurograft;

namespace {

EvaluationItem itemOf(int row, const std::string& subject, const std::string& question,
                      const std::string& answer, Verdict verdict)
{
    EvaluationItem item;
    item.id = "q" + std::to_string(row);
    item.row = row;
    item.group = subject;
    item.prompt = "<|user|>\nQuestions about " + subject + ".\n\n" + question
        + "\nAnswer:\n\n<|assistant|>\nThe answer is:";
    item.gold = "A";
    item.isAnswered = true;
    item.extracted = item.output = answer;
    item.verdict = verdict;
    return item;
}

/// A run of four questions in two subjects; @p right says which are.
std::shared_ptr<const EvaluationRun> runOf(const QString& path, const std::vector<int>& right,
                                           const ModelOverlay& overlay = {}, int answered = 4)
{
    auto evaluation = std::make_shared<Evaluation>();
    evaluation->protocol = evaluationProtocol(EvaluationTask::Choice, "", "", "");
    evaluation->itemsSha256 = "same";
    const char* questions[] = {"Which pet?", "Which bird?", "Which song?", "Which drum?"};
    for (int i = 0; i < 4; ++i) {
        const bool isRight = std::find(right.begin(), right.end(), i) != right.end();
        EvaluationItem item = itemOf(i, i < 2 ? "pets" : "music", questions[i], isRight ? "A" : "C",
                                     isRight ? Verdict::Right : Verdict::Wrong);
        if (i >= answered) {
            item.isAnswered = false;
            item.verdict = Verdict::NotScored;
        }
        evaluation->items.push_back(item);
    }
    auto run = std::make_shared<EvaluationRun>();
    run->path = path;
    run->study.model = "/models/tiny-S";
    run->study.overlay = overlay;
    run->study.task = "choice";
    run->study.data = "/data/mc.jsonl";
    run->protocol = QString::fromStdString(evaluation->protocol.name);
    run->promptTemplate = QString::fromLatin1(evaluation->protocol.promptTemplate.name());
    run->isPartial = answered < 4;
    run->itemsSha256 = QStringLiteral("same");
    run->score = scoreOf(evaluation->items);
    run->values = questionValues(evaluation->items);
    run->evaluation = evaluation;
    return run;
}

EvaluationRow rowOf(std::shared_ptr<const EvaluationRun> before,
                    std::shared_ptr<const EvaluationRun> after)
{
    EvaluationRow row;
    row.task = taskOf(before->study);
    row.asked = askedStudy(before->study);
    row.runs = {before, after, nullptr};
    row.files = {before->path, after ? after->path : QString(), QString()};
    if (after) {
        row.comparison = std::make_shared<const EvaluationComparison>(
            compareEvaluations({before->evaluation.get()}, {after->evaluation.get()}, 42));
    }
    return row;
}

ModelOverlay deltaOf(const char* path)
{
    ModelOverlay overlay;
    overlay.deltas.push_back(path);
    return overlay;
}

} // namespace

class TestEvaluationModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileTellsItsTask_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("task");
        const auto row = [](const char* task, const char* line) {
            QTest::newRow(task) << QByteArray(line) << QString::fromLatin1(task);
        };
        row("gsm8k", R"_({"question":"1 + 1?","answer":"#### 2"})_");
        row("humaneval", R"_({"task_id":"H/0","prompt":"def f():","entry_point":"f","test":""})_");
        row("mbpp", R"_({"task_id":1,"text":"t","code":"def f():","test_list":["assert f()"]})_");
        row("choice",
            R"_({"messages":[{"role":"user","content":"A or B?"},)_"
            R"_({"role":"assistant","content":"The answer is: B"}]})_");
        row("exact",
            R"_({"messages":[{"role":"user","content":"1 + 1 ="},)_"
            R"_({"role":"assistant","content":"2"}]})_");
    }
    void aFileTellsItsTask()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, task);
        QTemporaryDir folder;
        const auto path = toPath(folder.filePath(QStringLiteral("rows.jsonl")));
        writeFileAtomically(path, line.toStdString() + '\n', true);
        QCOMPARE(QString::fromStdString(taskOfData(path)), task);
    }
    void aFileOfAnotherKindIsNamed()
    {
        QTemporaryDir folder;
        const auto path = toPath(folder.filePath(QStringLiteral("rows.jsonl")));
        writeFileAtomically(path, "{\"text\":\"words\"}\n", true);
        QVERIFY_EXCEPTION_THROWN(taskOfData(path), FormatError);
    }

    void aTaskIsKeptRelativeToItsStudy()
    {
        EvaluateTask task;
        task.task = QStringLiteral("gsm8k");
        task.data = QStringLiteral("/study/data/eval/test.jsonl");
        task.isChosen = false;
        task.shots = 3;
        task.shotsFile = QStringLiteral("/elsewhere/shots.jsonl");
        const QJsonObject json = toJson(task, QStringLiteral("/study"));
        QCOMPARE(json.value(QStringLiteral("data")).toString(),
                 QStringLiteral("data/eval/test.jsonl"));
        const EvaluateTask read = evaluateTaskFromJson(json, QStringLiteral("/moved"));
        QCOMPARE(read.data, QStringLiteral("/moved/data/eval/test.jsonl"));
        QCOMPARE(read.shotsFile, task.shotsFile);
        QVERIFY(!read.isChosen && read.shots == 3);
        QCOMPARE(read.manner(), QStringLiteral("train, 3 shots"));
    }
    void aSampleNoSmallerThanTheFileAsksAll()
    {
        EvaluateTask task;
        task.task = QStringLiteral("exact");
        task.questions = 24;
        task.state = EvaluateTask::State::Ready;
        QCOMPARE(studyOf(task, 200, 7).rows.sample, std::int64_t{0});
        QCOMPARE(studyOf(task, 20, 7).rows.sample, std::int64_t{20});
        QCOMPARE(studyOf(task, 20, 7).rows.seed, std::uint64_t{7});
        QCOMPARE(task.asked(200), std::int64_t{24});
    }

    void itemsShowWhatBecameOfThem()
    {
        EvaluationItemModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        const EvaluationRow row = rowOf(runOf(QStringLiteral("/r/1.h5"), {0, 1}),
                                        runOf(QStringLiteral("/r/2.h5"), {1, 2}));
        model.setRow(&row);
        QStringList changes;
        for (int i = 0; i < model.rowCount(); ++i) {
            changes << model.index(i, EvaluationItemModel::Change).data().toString();
        }
        QCOMPARE(changes.join(QStringLiteral(", ")), QStringLiteral("✓→✗, ✓ ✓, ✗→✓, ✗ ✗"));
        QCOMPARE(model.count(Flip::Gained), 1);
        // The header of the subject and the end of all prompts are left out.
        QCOMPARE(model.question(0), QStringLiteral("Which pet?"));
        QCOMPARE(model.question(3), QStringLiteral("Which drum?"));
        QCOMPARE(model.index(2, EvaluationItemModel::After).data().toString(),
                 QStringLiteral("✓ A"));
        QVERIFY(model.hasGroups());
    }
    void answersThatAreStillToComeAreOpen()
    {
        EvaluationItemModel model;
        const auto before = runOf(QStringLiteral("/r/1.h5"), {0});
        EvaluationRow row = rowOf(before, runOf(QStringLiteral("/r/2.h5"), {0, 1}, {}, 2));
        model.setRow(&row);
        QCOMPARE(model.count(Flip::Open), 2);
        int resets = 0;
        connect(&model, &QAbstractItemModel::modelReset, this, [&resets] { ++resets; });
        row = rowOf(before, runOf(QStringLiteral("/r/2.h5"), {0, 1, 2}));
        model.setRow(&row);
        QCOMPARE(resets, 0); // what is chosen stays chosen
        QCOMPARE(model.count(Flip::Open), 0);
        QCOMPARE(model.count(Flip::Gained), 2);
    }
    void flipsAndWordsFilter()
    {
        EvaluationItemModel model;
        EvaluationItemFilter filter(&model);
        const EvaluationRow row = rowOf(runOf(QStringLiteral("/r/1.h5"), {0, 1}),
                                        runOf(QStringLiteral("/r/2.h5"), {1, 2}));
        model.setRow(&row);
        filter.setFlips({Flip::Gained, Flip::Lost});
        QCOMPARE(filter.rowCount(), 2);
        filter.setWords(QStringLiteral("MUSIC song"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setFlips({Flip::BothRight});
        QCOMPARE(filter.rowCount(), 0);
    }

    void theFindingIsASentence()
    {
        const EvaluationRow row = rowOf(runOf(QStringLiteral("/r/1.h5"), {0, 1}),
                                        runOf(QStringLiteral("/r/2.h5"), {1, 2, 3}));
        const QString text = findingText(row.comparison->paired);
        QVERIFY2(text.startsWith(QStringLiteral("+25.0 points (2 gained, 1 lost of 4), 95 % ")),
                 qPrintable(text));
        QVERIFY2(text.endsWith(QStringLiteral(": not distinguishable (McNemar, p = 1.000).")),
                 qPrintable(text));
    }

    void overlaysAreCalledByTheirRun()
    {
        QCOMPARE(overlayTitle(deltaOf("/study/runs/0005-laten/delta.safetensors")),
                 QStringLiteral("LaTen run 5"));
        QCOMPARE(overlayTitle(deltaOf("/somewhere/delta-flip.safetensors")),
                 QStringLiteral("delta-flip"));
        // The seeds of a method have one name, that of its folder.
        for (const char* path :
             {"/runs/seeking/seed-42/converted", "/runs/seeking/seed-43", "/runs/seeking"}) {
            ModelOverlay adapter;
            adapter.adapters = {path};
            QCOMPARE(overlayTitle(adapter), QStringLiteral("seeking"));
        }
        QCOMPARE(overlayTitle(deltaOf("/runs/d3/seed-7/delta.safetensors")), QStringLiteral("d3"));
        QCOMPARE(overlayTitle(deltaOf("delta.safetensors")), QStringLiteral("delta"));
        QCOMPARE(overlayTitle({}), QString());
    }

    /// The newest of what would stand in one cell; partial runs do not count.
    void theBoardHasTheStudentFirst()
    {
        std::vector<EvaluationRun> runs{
            *runOf(QStringLiteral("/r/1.h5"), {0}, deltaOf("/runs/0005-laten/delta.safetensors")),
            *runOf(QStringLiteral("/r/2.h5"), {0}), *runOf(QStringLiteral("/r/3.h5"), {0, 1}),
            *runOf(QStringLiteral("/r/4.h5"), {}, deltaOf("/other.safetensors"), 2)};
        const std::vector<BoardRow> rows = boardRows(runs);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0].label, QStringLiteral("tiny-S"));
        QCOMPARE(rows[0].files, QStringList{QStringLiteral("/r/3.h5")});
        QCOMPARE(rows[1].label, QStringLiteral("tiny-S + LaTen run 5"));
        QCOMPARE(namedRuns(rows).names.size(), 2);
    }

    /// Seeds of one transfer are repetitions of one row, not models of their own.
    void severalSeedsAreOneRowOfTheBoard()
    {
        const std::vector<EvaluationRun> runs{
            *runOf(QStringLiteral("/r/1.h5"), {0}),
            *runOf(QStringLiteral("/r/2.h5"), {0, 1}, deltaOf("/runs/0005-lora/seed-42/d")),
            *runOf(QStringLiteral("/r/3.h5"), {0, 1, 2}, deltaOf("/runs/0005-lora/seed-43/d"))};
        const std::vector<BoardRow> rows = boardRows(runs);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[1].label, QStringLiteral("tiny-S + LoRA run 5"));
        QCOMPARE(rows[1].files.size(), 2);
        std::vector<ScoredRuns> scored;
        scored.push_back({"tiny-S", {*runs[0].evaluation}});
        scored.push_back({"LoRA", {*runs[1].evaluation, *runs[2].evaluation}});
        const ScoreTable table = scoreTable(scored, 42);
        // Shares 2/4 and 3/4: mean 62.5 %, sample deviation 17.7 points.
        QVERIFY2(boardCellText(*table.rows[1].cells[0]).startsWith(QStringLiteral("62.5 ± 17.7 %")),
                 qPrintable(boardCellText(*table.rows[1].cells[0])));
    }

    void heldOutRowsAreExportedToo()
    {
        HeldOutRun run;
        run.study.model = "/tiny-S";
        run.study.overlay = deltaOf("/d.safetensors");
        run.row.name = "perplexity";
        run.row.before = 12.5;
        run.row.after = 10.0;
        run.row.paired = comparePaired({-2.5, -2.6, -2.4}, {-2.3, -2.2, -2.4}, 42);
        run.row.sentence = "perplexity: 12.5 -> 10";
        EvaluationRow row;
        row.task.task = QString::fromLatin1(kPerplexityTask);
        row.heldOut = std::make_shared<const HeldOutRun>(run);
        QCOMPARE(row.paired()->n, std::int64_t{3});
        const QString finding = heldOutFinding(run.row);
        QVERIFY2(finding.startsWith(QStringLiteral("12.5 → 10, +0.2000 nats per token (95 % ")),
                 qPrintable(finding));
        QVERIFY2(finding.contains(QStringLiteral("2 rows better, 0 worse of 3")),
                 qPrintable(finding));
        QCOMPARE(perplexityChange(run.row), QString(QChar(0x2212)) + QStringLiteral("2.5"));
        const std::vector<EvaluationRow> alone{row};
        QVERIFY(resultsLatex(alone).find("perplexity & 12.5 & 10") != std::string::npos);
        QVERIFY(resultsCsv(alone).find("perplexity,12.5,10") != std::string::npos);
        const std::vector<EvaluationRow> both{
            rowOf(runOf(QStringLiteral("/r/1.h5"), {0, 1}),
                  runOf(QStringLiteral("/r/2.h5"), {1, 2, 3}, deltaOf("/d.safetensors"))),
            row};
        const std::string csv = resultsCsv(both);
        const std::string heading = csv.substr(0, csv.find('\n'));
        const std::string last = csv.substr(csv.rfind('\n', csv.size() - 2) + 1);
        QVERIFY2(last.find("tiny-S + d,perplexity,,,,1,3,0,10") == 0, last.c_str());
        QCOMPARE(std::count(last.begin(), last.end(), ','),
                 std::count(heading.begin(), heading.end(), ','));
    }

    void exportsHoldScoresAndAnswers()
    {
        const std::vector<EvaluationRow> rows{
            rowOf(runOf(QStringLiteral("/r/1.h5"), {0, 1}),
                  runOf(QStringLiteral("/r/2.h5"), {1, 2, 3}, deltaOf("/d.safetensors")))};
        const std::string latex = resultsLatex(rows);
        QVERIFY2(latex.find("mc: n = 4, +25.0 points, 95 \\% ") != std::string::npos,
                 latex.c_str());
        QVERIFY(latex.find("\\toprule") != std::string::npos);
        QVERIFY(resultsCsv(rows).find("tiny-S + d,choice,") != std::string::npos);
        const std::string json = resultsJson(rows);
        QVERIFY2(json.find("\"correct\": 1") != std::string::npos, json.c_str());
        QVERIFY(resultsLatex({}).empty());
    }
};

QTEST_GUILESS_MAIN(TestEvaluationModels)
#include "tst_evaluation_models.moc"
