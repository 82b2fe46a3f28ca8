// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/evaluate_study.h"
#include "widgets/figures/evaluation_figure.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/result_figures.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;

namespace fs = std::filesystem;

namespace {

/// @p right of @p n answers right; none scored for n < 0.
Evaluation runOf(EvaluationTask task, int right, int n)
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(task, "", "", "");
    for (int row = 0; row < std::abs(n); ++row) {
        EvaluationItem item;
        item.id = std::to_string(row);
        item.row = row;
        item.gold = "7";
        item.isAnswered = true;
        item.verdict = n < 0 ? Verdict::NotScored : row < right ? Verdict::Right : Verdict::Wrong;
        evaluation.items.push_back(item);
    }
    return evaluation;
}

} // namespace

class TestEvaluationFigure : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path write(const char* name, const std::string& model,
                   const std::vector<Evaluation>& evaluations) const
    {
        ResultFile result;
        EvaluateStudy study;
        study.model = "models/" + model;
        study.task = "gsm8k";
        study.data = "test.jsonl";
        result.manifest.study = studyText(study);
        result.manifest.command = "neurograft evaluate";
        for (const Evaluation& evaluation : evaluations) {
            putEvaluation(evaluation, result);
        }
        const fs::path path = m_folder.filePath(name).toStdString();
        writeResult(path, result, true);
        return path;
    }
    EvaluationFigure example() const
    {
        return evaluationFigureFromResults(
            {write("a.h5", "student", {runOf(EvaluationTask::Gsm8k, 5, 20)}),
             write("b.h5", "edited",
                   {runOf(EvaluationTask::Gsm8k, 20, 20), runOf(EvaluationTask::Mbpp, 0, -3)})},
            {}, {});
    }

private Q_SLOTS:
    void initTestCase() { loadFigureFonts(); }

    void modelsStandSideBySide()
    {
        const EvaluationFigure figure = example();
        QCOMPARE(figure.scores.rows.size(), std::size_t{2});
        QCOMPARE(figure.subject(), QStringLiteral("Scores of student, edited"));
        QCOMPARE(figure.baseName(), QStringLiteral("evaluation-gsm8k-mbpp-edited"));
        QCOMPARE(evaluationFinding(figure.scores),
                 QStringLiteral("student 0.250 on gsm8k, edited 1.000 on gsm8k, edited not scored "
                                "on mbpp"));
        QVERIFY2(figure.footer.contains(QStringLiteral("gsm8k train/train, n 20")),
                 qPrintable(figure.footer));
        QVERIFY(figure.footer.endsWith(QStringLiteral("* p < 0.05 against student")));
    }

    void barsStandOnZeroAndReachTheirScore()
    {
        const EvaluationFigure figure = example();
        const FigureScene scene = figure.scene({});
        const ScenePanel& panel = scene.panels.front();
        // The whole axis: 0 at the bottom of the panel, 1 at its top.
        QCOMPARE(panel.toPage.map(QPointF(0.0, 0.0)).y(), panel.rect.bottom());
        QVERIFY(std::abs(panel.toPage.map(QPointF(0.0, 1.0)).y() - panel.rect.top()) < 1e-9);
        std::vector<double> heights;
        for (const SceneItem& item : scene.items) {
            if (const auto* frame = std::get_if<SceneFrame>(&item);
                frame != nullptr && std::abs(frame->rect.bottom() - panel.rect.bottom()) < 1e-9) {
                heights.push_back(frame->rect.height() / panel.rect.height());
            }
        }
        QCOMPARE(heights.size(), std::size_t{2}); // what is not scored has no bar
        QVERIFY(std::abs(heights[0] - 0.25) < 1e-9);
        QVERIFY(std::abs(heights[1] - 1.0) < 1e-9);
    }

    void textsSayWhatIsThere()
    {
        const FigureScene scene = example().scene({});
        QStringList texts;
        for (const SceneText* text : scene.texts()) {
            texts << text->text;
            QVERIFY2(QRectF(QPointF(), scene.sizeMm).contains(text->bounds),
                     qPrintable(text->text));
        }
        for (const char* wanted : {"gsm8k", "mbpp", "not scored", "student", "edited", "*",
                                   "share of right answers", "0.0", "1.0"}) {
            QVERIFY2(texts.contains(QString::fromLatin1(wanted)), wanted);
        }
    }

    void tablesHoldScoresAndWhiskers()
    {
        const EvaluationFigure figure = example();
        const std::vector<Table> tables = figure.tables();
        QCOMPARE(tables.size(), std::size_t{3});
        QCOMPARE(tables[0].shape, (std::vector<std::int64_t>{2, 2}));
        QCOMPARE(tables[0].as<double>()[0], 0.25);
        QVERIFY(std::isnan(tables[0].as<double>()[1]));
        QCOMPARE(tables[1].as<double>()[0], wilsonInterval(5, 20).low);
        QCOMPARE(tables[2].as<double>()[2], 1.0);
        QVERIFY(figure.csv().find("edited,mbpp,mbpp500,train,0,1,0,3,,") != std::string::npos);
    }

    void seedsOfOneModelShareABar()
    {
        const EvaluationFigure figure = evaluationFigureFromResults(
            {write("a.h5", "m", {runOf(EvaluationTask::Gsm8k, 10, 20)}),
             write("b.h5", "m", {runOf(EvaluationTask::Gsm8k, 12, 20)})},
            {}, {});
        QCOMPARE(figure.scores.rows.size(), std::size_t{1});
        const Interval whisker = whiskerOf(*figure.scores.rows[0].cells[0]);
        QVERIFY(std::abs(whisker.low - (0.55 - 0.1 / std::sqrt(2.0))) < 1e-12);
        QVERIFY(figure.footer.contains(QStringLiteral("± 1 sd")));
    }

    void runsOfOneNameAreOneModel()
    {
        const fs::path choices = write("c.h5", "m", {runOf(EvaluationTask::Mmlu, 10, 20)});
        const fs::path numbers = write("n.h5", "m", {runOf(EvaluationTask::Gsm8k, 5, 20)});
        const fs::path after = write("d.h5", "m", {runOf(EvaluationTask::Mmlu, 12, 20)});
        const QString before = QStringLiteral("before");
        const EvaluationFigure figure = evaluationFigureFromResults(
            {choices, numbers, after}, {before, before, QStringLiteral("after")}, {});
        QCOMPARE(figure.scores.columns.size(), std::size_t{2});
        QCOMPARE(figure.scores.rows.size(), std::size_t{2});
        QCOMPARE(figure.scores.rows[0].label, std::string("before"));
        QVERIFY(figure.scores.rows[0].cells[1].has_value());
        QVERIFY(!figure.scores.rows[1].cells[1].has_value());
    }

    void resultsOfferTheFigure()
    {
        const fs::path path = write("a.h5", "student", {runOf(EvaluationTask::Gsm8k, 5, 20)});
        QCOMPARE(heldFigureKind(path), QStringLiteral("evaluation"));
        ResultFigureChoice choice;
        const std::vector<FigureEntry> entries = figuresOfResult(path, {}, choice);
        QCOMPARE(entries.size(), std::size_t{1});
        QCOMPARE(loadFigure(entries[0].recipe, entries[0].runs)->kind(),
                 QStringLiteral("evaluation"));
        FigureRecipe named;
        named.kind = QStringLiteral("evaluation");
        named.names = QStringList{QStringLiteral("before")};
        QCOMPARE(loadFigure(named, {path})->subject(), QStringLiteral("Scores of before"));
    }

    void whatCannotBeDrawnIsSaid()
    {
        const fs::path path = write("a.h5", "student", {runOf(EvaluationTask::Gsm8k, 5, 20)});
        const fs::path empty = write("e.h5", "student", {});
        QVERIFY_EXCEPTION_THROWN(evaluationFigureFromResults({empty}, {}, {}), StudyError);
        HeatmapSelection selection;
        selection.modules = QStringList{QStringLiteral("up_proj")};
        QVERIFY_EXCEPTION_THROWN(evaluationFigureFromResults({path}, {}, selection), UsageError);
        const EvaluationFigure figure = evaluationFigureFromResults({path}, {}, {});
        FigureSpec spec;
        spec.heightMm = 15.0;
        QVERIFY_EXCEPTION_THROWN(figure.scene(spec), UsageError);
        spec = {};
        spec.isTransposed = true;
        QVERIFY_EXCEPTION_THROWN(figure.scene(spec), UsageError);
    }
};

QTEST_MAIN(TestEvaluationFigure)
#include "tst_evaluation_figure.moc"
