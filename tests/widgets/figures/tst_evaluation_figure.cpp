// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/support/stored_evaluation.h"
#include "widgets/figures/curve_pen.h"
#include "widgets/figures/evaluation_figure.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/page_colors.h"
#include "widgets/figures/result_figures.h"

#include <QPolygonF>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;

namespace fs = std::filesystem;

class TestEvaluationFigure : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path write(const char* name, const std::string& model,
                   const std::vector<Evaluation>& evaluations) const
    {
        const fs::path path = m_folder.filePath(name).toStdString();
        testing::writeEvaluations(path, model, evaluations);
        return path;
    }
    EvaluationFigure example() const
    {
        return evaluationFigureFromResults(
            {write("a.h5", "student", {testing::answered(EvaluationTask::Gsm8k, 5, 20)}),
             write("b.h5", "edited",
                   {testing::answered(EvaluationTask::Gsm8k, 20, 20),
                    testing::answered(EvaluationTask::Mbpp, 0, -3)})},
            {}, {});
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("NEUROGRAFT_RESOURCE_DIR", NEUROGRAFT_RESOURCES);
        loadFigureFonts();
    }

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
            {write("a.h5", "m", {testing::answered(EvaluationTask::Gsm8k, 10, 20)}),
             write("b.h5", "m", {testing::answered(EvaluationTask::Gsm8k, 12, 20)})},
            {}, {});
        QCOMPARE(figure.scores.rows.size(), std::size_t{1});
        const Interval whisker = whiskerOf(*figure.scores.rows[0].cells[0]);
        QVERIFY(std::abs(whisker.low - (0.55 - 0.1 / std::sqrt(2.0))) < 1e-12);
        QVERIFY(figure.footer.contains(QStringLiteral("± 1 sd")));
    }

    void runsOfOneNameAreOneModel()
    {
        const fs::path choices =
            write("c.h5", "m", {testing::answered(EvaluationTask::Mmlu, 10, 20)});
        const fs::path numbers =
            write("n.h5", "m", {testing::answered(EvaluationTask::Gsm8k, 5, 20)});
        const fs::path after =
            write("d.h5", "m", {testing::answered(EvaluationTask::Mmlu, 12, 20)});
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
        const fs::path path =
            write("a.h5", "student", {testing::answered(EvaluationTask::Gsm8k, 5, 20)});
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

    void publishedNumbersAreHollowDiamonds()
    {
        const fs::path path =
            write("l.h5", "Llama-2-7b-chat-hf", {testing::answered(EvaluationTask::Gsm8k, 5, 20)});
        const EvaluationFigure figure =
            evaluationFigureFromResults({path}, {}, {}, QStringLiteral("ni-main-results"));
        QCOMPARE(figure.published.size(), std::size_t{5}); // gsm8k of five rows
        QCOMPARE(figure.published[0].rows, std::vector<std::size_t>{0});
        QCOMPARE(unmatchedRows(figure.published),
                 (std::vector<std::string>{"Llama-2-13B-Chat", "Seeking", "LaTen", "SemAlign v1"}));
        QVERIFY2(figure.footer.contains(
                     QStringLiteral("published: SemAlign v1 (arXiv 2510.24208), table 1")),
                 qPrintable(figure.footer));
        FigureSpec spec;
        spec.applyPreset(QStringLiteral("generic-full"));
        const FigureScene scene = figure.scene(spec);
        const ScenePanel& panel = scene.panels.front();
        std::vector<QPointF> diamonds;
        for (const SceneItem& item : scene.items) {
            const auto* area = std::get_if<SceneArea>(&item);
            if (area != nullptr && area->color == kPaper) {
                diamonds.push_back(
                    QPolygonF(QList<QPointF>(area->corners.begin(), area->corners.end()))
                        .boundingRect()
                        .center());
            }
        }
        QCOMPARE(diamonds.size(), std::size_t{5 + 5}); // and the legend's
        const auto bar = std::find_if(scene.items.begin(), scene.items.end(), [](const auto& item) {
            return std::holds_alternative<SceneFrame>(item);
        });
        const double middle = std::get<SceneFrame>(*bar).rect.center().x();
        QVERIFY(std::abs(diamonds[0].x() - middle) < 1e-9); // on the bar it speaks of
        for (std::size_t i = 0; i < 5; ++i) {
            const double y = panel.toPage.map(QPointF(0.0, figure.published[i].score)).y();
            QVERIFY(std::abs(diamonds[i].y() - y) < 1e-6);
            QVERIFY(i == 0 || diamonds[i].x() > diamonds[i - 1].x());
        }
        QStringList texts;
        for (const SceneText* text : scene.texts()) {
            texts << text->text;
            QVERIFY2(QRectF(QPointF(), scene.sizeMm).contains(text->bounds),
                     qPrintable(text->text));
        }
        for (const char* wanted : {"published", "3 LaTen, published", "3"}) {
            QVERIFY2(texts.contains(QString::fromLatin1(wanted)), wanted);
        }
        QVERIFY2(figure.csv().find("published: LaTen,gsm8k,train,train,0,,,,0.2047,,,,,,,,,"
                                   "published,\"SemAlign v1 (arXiv 2510.24208), table 1\",")
                     != std::string::npos,
                 figure.csv().c_str());
        QVERIFY(figure.tsv().contains(
            QStringLiteral("\tpublished\tSemAlign v1 (arXiv 2510.24208), table 1\t")));
        QCOMPARE(figure.tables().back().path, std::string("evaluation/published"));
        // The recipe draws it again, with its names.
        FigureRecipe recipe = figure.recipe(spec);
        recipe.names = QStringList{QStringLiteral("mine")};
        const FigureRecipe read = recipeFromJson(toJson(recipe));
        QCOMPARE(read.published, QStringLiteral("ni-main-results"));
        QCOMPARE(read.names, recipe.names);
        const auto again = loadFigure(read, {path});
        QCOMPARE(again->subject(), QStringLiteral("Scores of mine"));
        // Numbers of other tasks are no numbers of this figure.
        const fs::path other =
            write("o.h5", "m", {testing::answered(EvaluationTask::Exact, 5, 20)});
        QVERIFY_EXCEPTION_THROWN(
            evaluationFigureFromResults({other}, {}, {}, QStringLiteral("ni-main-results")),
            StudyError);
        QVERIFY_EXCEPTION_THROWN(
            evaluationFigureFromResults({path}, {}, {}, QStringLiteral("no-such-study")),
            UsageError);
    }

    void whatCannotBeDrawnIsSaid()
    {
        const fs::path path =
            write("a.h5", "student", {testing::answered(EvaluationTask::Gsm8k, 5, 20)});
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
