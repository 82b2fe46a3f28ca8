// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/scene_texts.h"
#include "tests/widgets/figures/sweep_figure_samples.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/page_colors.h"
#include "widgets/figures/parallel_figure.h"
#include "widgets/figures/result_figures.h"
#include "widgets/figures/sweep_figure.h"

#include <QPolygonF>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;

namespace fs = std::filesystem;

namespace {

/// Middles of filled areas of a colour.
std::vector<QPointF> middlesOf(const FigureScene& scene, QRgb color)
{
    std::vector<QPointF> middles;
    for (const SceneItem& item : scene.items) {
        const auto* area = std::get_if<SceneArea>(&item);
        if (area != nullptr && area->color == color) {
            middles.push_back(QPolygonF(QList<QPointF>(area->corners.begin(), area->corners.end()))
                                  .boundingRect()
                                  .center());
        }
    }
    return middles;
}

bool isNear(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) < tolerance;
}

void requireTextsOnPage(const FigureScene& scene)
{
    for (const SceneText* text : scene.texts()) {
        QVERIFY2(QRectF(QPointF(), scene.sizeMm).contains(text->bounds), qPrintable(text->text));
    }
}

} // namespace

/// Lines and parallel coordinates of a gathered sweep.
class TestSweepFigure : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path sweepFile() const { return m_folder.filePath("sweep.h5").toStdString(); }
    fs::path taskFile() const { return m_folder.filePath("tasks.h5").toStdString(); }
    SweepFigure sweep(const SweepSelection& wanted = {}) const
    {
        return sweepFigureFromResult(readResult(sweepFile()), "sweep.h5", {}, wanted);
    }
    SweepFigure tasks(const SweepSelection& wanted = {}) const
    {
        return sweepFigureFromResult(readResult(taskFile()), "tasks.h5", {}, wanted);
    }
    ParallelFigure parallel(const QStringList& metrics = {}) const
    {
        return parallelFigureFromResult(readResult(sweepFile()), "sweep.h5", {}, {metrics, {}, {}});
    }

private Q_SLOTS:
    void initTestCase()
    {
        loadFigureFonts();
        writeSampleSweep(sweepFile());
        writeSampleTaskSweep(taskFile());
    }

    void anAxisOfNumbersGoesAlongXTheNextGivesTheLines()
    {
        const SweepFigure figure = sweep();
        QCOMPARE(figure.selection.metrics, QStringList{QStringLiteral("answers/score")});
        QCOMPARE(figure.selection.x, QStringLiteral("rate"));
        QCOMPARE(figure.selection.series, QStringLiteral("checkpoint"));
        QCOMPARE(figure.grid.panels.size(), std::size_t{1});
        const CurveData& data = figure.grid.panels[0].data;
        QCOMPARE(data.curves.size(), std::size_t{2});
        QCOMPARE(data.curves[0].title, QStringLiteral("checkpoint 1"));
        QCOMPARE(data.curves[1].title, QStringLiteral("checkpoint 3"));
        QCOMPARE(data.curves[0].steps, (std::vector<double>{0.1, 0.5, 1.0}));
        QCOMPARE(data.valueTitle, QStringLiteral("share of right answers"));
        QCOMPARE(figure.grid.stepTitle, QStringLiteral("transfer rate (share of neurons)"));
        QVERIFY(figure.grid.values == (ColorRange{0.0, 1.0})); // scores on the whole axis
    }

    void pointsAreMeansAndBandsTheSampleDeviation()
    {
        const SweepFigure figure = sweep();
        const CurvePanel& panel = figure.grid.panels[0];
        for (std::size_t rate = 0; rate < 3; ++rate) {
            // Seeds lie 0.04 apart: their sample deviation is 0.04.
            const double mean = sampleSweepScore(rate, 0, 1);
            QVERIFY(isNear(panel.data.curves[0].values[rate], mean));
            QVERIFY(isNear(panel.bands[0].low[rate], mean - 0.04));
            QVERIFY(isNear(panel.bands[0].high[rate], mean + 0.04));
        }
        // Of the last group two of three seeds are finished.
        const double last = (sampleSweepScore(2, 1, 0) + sampleSweepScore(2, 1, 1)) / 2.0;
        QVERIFY(isNear(panel.data.curves[1].values[2], last));
        QVERIFY(isNear(panel.bands[1].high[2] - last, 0.04 / std::sqrt(2.0)));
        QCOMPARE(figure.footer,
                 QStringLiteral("answers/score | mean ± sample sd over 2 to 3 seeds | published: A "
                                "paper, table 1 | partial: 17 of 18 cells"));
    }

    void publishedNumbersAreMarkedWhereTheyBelong()
    {
        const SweepFigure figure = sweep();
        const std::vector<CurveReference>& references = figure.grid.panels[0].references;
        QCOMPARE(references.size(), std::size_t{2}); // that of another step is not here
        QCOMPARE(references[0].series, QStringLiteral("checkpoint 3"));
        QVERIFY(references[0].step == 0.5);
        QVERIFY(isNear(references[0].value, 0.31));
        QVERIFY(!references[1].step); // of no rate: a line across
        const FigureScene scene = figure.scene({});
        const ScenePanel& panel = scene.panels.front();
        const QPointF diamond = panel.toPage.map(QPointF(0.5, 0.31));
        const std::vector<QPointF> hollow = middlesOf(scene, kPaper);
        QCOMPARE(hollow.size(), std::size_t{2}); // and that of the legend
        QVERIFY(isNear(hollow[0].x(), diamond.x()) && isNear(hollow[0].y(), diamond.y()));
        double dashed = 0.0;
        const double y = panel.toPage.map(QPointF(0.5, 0.4)).y();
        for (const SceneItem& item : scene.items) {
            const auto* line = std::get_if<SceneLine>(&item);
            if (line != nullptr && isNear(line->line.y1(), y) && isNear(line->line.y2(), y)
                && line->color == kInk && line->line.x1() >= panel.rect.left()) {
                dashed += line->line.length();
            }
        }
        QVERIFY(dashed > panel.rect.width() * 0.4 && dashed < panel.rect.width() * 0.7);
    }

    void theSceneHasPointsBandsAndLegend()
    {
        const SweepFigure figure = sweep();
        const FigureScene scene = figure.scene({});
        requireTextsOnPage(scene);
        QCOMPARE(textsOf(scene, TextRole::Legend),
                 (QStringList{QStringLiteral("checkpoint 1"), QStringLiteral("checkpoint 3"),
                              QStringLiteral("published"), QStringLiteral("published: Seeking")}));
        QCOMPARE(textsOf(scene, TextRole::AxisTitle),
                 (QStringList{QStringLiteral("transfer rate (share of neurons)"),
                              QStringLiteral("share of right answers")}));
        const QStringList ticks = textsOf(scene, TextRole::Tick);
        for (const char* wanted : {"0.1", "0.5", "1", "0.0", "1.0"}) {
            QVERIFY2(ticks.contains(QLatin1String(wanted)), wanted);
        }
        const ScenePanel& panel = scene.panels.front();
        QVERIFY(isNear(panel.toPage.map(QPointF(0.5, 0.0)).y(), panel.rect.bottom()));
        QVERIFY(isNear(panel.toPage.map(QPointF(0.5, 1.0)).y(), panel.rect.top()));
        // A point for each rate, and one in the legend.
        QCOMPARE(middlesOf(scene, curveStyle(0).color).size(), std::size_t{4});
        const QPointF first = panel.toPage.map(QPointF(0.1, sampleSweepScore(0, 0, 1)));
        const QPointF drawn = middlesOf(scene, curveStyle(0).color).front();
        QVERIFY(isNear(drawn.x(), first.x()) && isNear(drawn.y(), first.y(), 0.05));
    }

    void axesAreChosenByName()
    {
        const SweepFigure figure = sweep({{QStringLiteral("held-out/perplexity")},
                                          QStringLiteral("checkpoint"),
                                          QStringLiteral("rate")});
        QCOMPARE(figure.grid.panels[0].data.curves.size(), std::size_t{3});
        QCOMPARE(figure.grid.panels[0].data.curves[1].title, QStringLiteral("rate 0.5"));
        QVERIFY(!figure.grid.values);
        QVERIFY(figure.grid.panels[0].references.empty());
        QCOMPARE(figure.recipe({}).sweep.series, QStringLiteral("rate"));
        QCOMPARE(figure.subject(), QStringLiteral("held-out/perplexity by checkpoint and rate"));
    }

    void wordsAreCategoriesWithoutLinesBetween()
    {
        const SweepFigure figure = tasks({{}, QStringLiteral("task"), QStringLiteral("model")});
        QVERIFY(figure.grid.steps->isCategorical);
        const CurvePanel& panel = figure.grid.panels[0];
        QCOMPARE(panel.data.curves[1].title, QStringLiteral("teacher"));
        QVERIFY(isNear(panel.data.curves[1].values[1], 0.6)); // teacher on gsm8k
        // Series stand side by side, the published number on its own.
        QVERIFY(panel.data.curves[0].steps[1] < 1.0 && panel.data.curves[1].steps[1] > 1.0);
        QCOMPARE(panel.references.size(), std::size_t{1});
        QVERIFY(panel.references[0].step == panel.data.curves[0].steps[1]);
        const FigureScene scene = figure.scene({});
        requireTextsOnPage(scene);
        QVERIFY(textsOf(scene, TextRole::Tick).contains(QStringLiteral("gsm8k")));
        for (const SceneItem& item : scene.items) { // no line in a series' colour
            const auto* line = std::get_if<SceneLine>(&item);
            QVERIFY(line == nullptr || line->color != curveStyle(1).color);
        }
    }

    void furtherAxesAreChartsOfTheirOwn()
    {
        const SweepFigure figure = tasks({{}, QStringLiteral("model"), {}});
        QCOMPARE(figure.selection.series, QStringLiteral("task"));
        QCOMPARE(figure.grid.panels.size(), std::size_t{1});
        QCOMPARE(figure.panelNames(), QStringList{QStringLiteral("sweep")});
        // Three axes: the one that is left gives the charts.
        ResultFile result = readResult(sweepFile());
        nlohmann::ordered_json study = nlohmann::ordered_json::parse(result.manifest.study);
        QCOMPARE(study["sweep"].size(), std::size_t{3});
        const GatheredSweep read = gatheredSweep(result, "sweep.h5");
        SweepLayout layout = sweepLayout(read, {}, "sweep.h5");
        layout.panels = {*layout.series};
        layout.series.reset();
        const CurveGrid grid = sweepGrid(read, layout);
        QCOMPARE(grid.panels.size(), std::size_t{2});
        QCOMPARE(grid.panels[1].title, QStringLiteral("checkpoint 3"));
        QCOMPARE(grid.panels[1].name, QStringLiteral("checkpoint=3"));
        QCOMPARE(grid.panels[0].references.size(), std::size_t{1}); // 31 % is of checkpoint 3
        QCOMPARE(grid.panels[1].references.size(), std::size_t{2});
    }

    void numbersAreThoseOfTheFile()
    {
        const SweepFigure figure = sweep();
        QCOMPARE(sweepStoreProblem(sweepEntry(m_folder.path().toStdString()), figure.csv()),
                 QString());
        const QString csv = QString::fromStdString(figure.csv());
        QVERIFY(
            csv.startsWith(QStringLiteral("rate,checkpoint,mean,sd,seeds,published,row,source\n")));
        QVERIFY2(csv.contains(QStringLiteral(",3,0.31,LaTen,\"A paper, table 1\"\n")),
                 qPrintable(csv));
        QCOMPARE(figure.tables().size(), std::size_t{5});
        QCOMPARE(
            parallelStoreProblem(parallelEntry(m_folder.path().toStdString()), parallel().csv()),
            QString());
    }

    void parallelAxesComeInTheirOrder()
    {
        const ParallelFigure figure = parallel();
        QStringList titles;
        for (const ParallelAxis& axis : figure.axes) {
            titles << axis.title;
        }
        QCOMPARE(titles,
                 (QStringList{QStringLiteral("rate"), QStringLiteral("checkpoint"),
                              QStringLiteral("seed"), QStringLiteral("answers/score"),
                              QStringLiteral("held-out/perplexity")}));
        QCOMPARE(figure.axes[0].places.size(), std::size_t{18});
        QVERIFY(isNear(figure.axes[0].places[6], 0.4 / 0.9)); // 0.5 between 0.1 and 1
        QVERIFY(isNear(figure.axes[3].places[0], sampleSweepScore(0, 0, 0))); // from 0 to 1
        const FigureScene scene = figure.scene({});
        requireTextsOnPage(scene);
        QStringList drawn = textsOf(scene, TextRole::AxisTitle);
        QCOMPARE(drawn, titles);
    }

    void aLinePerCellIsColouredAndBrokenWhereANumberIsMissing()
    {
        const ParallelFigure figure = parallel();
        FigureSpec spec;
        spec.colorMap = *figure.colorMapHint();
        const FigureScene scene = figure.scene(spec);
        const auto pieces = [&scene](QRgb color) {
            return std::count_if(scene.items.begin(), scene.items.end(),
                                 [color](const SceneItem& item) {
                                     const auto* line = std::get_if<SceneLine>(&item);
                                     return line != nullptr && line->color == color;
                                 });
        };
        const ColorMap& map = ColorMap::of(spec.colorMap);
        // Five axes: four pieces; the cell without perplexity ends at its score.
        QCOMPARE(pieces(map.color(sampleSweepScore(0, 0, 0), figure.range)), 4);
        const double broken = sampleSweepScore(2, 1, 1);
        QCOMPARE(figure.colors[16], broken);
        QCOMPARE(pieces(map.color(broken, figure.range)), 3);
        QVERIFY(std::isnan(figure.colors[17]));
        QVERIFY2(figure.footer.contains(QStringLiteral("1 without it: grey, dashed")),
                 qPrintable(figure.footer));
        QCOMPARE(textsOf(scene, TextRole::Scale).last(), QStringLiteral("share of right answers"));
    }

    void scoresOfGroupsAreNoMainNumbers()
    {
        GatheredSweep sweep;
        sweep.metrics = {"answers/n",           "answers/score",  "answers/group/music/score",
                         "held-out/perplexity", "other/ag/score", "score_oi"};
        for (const std::string& metric : sweep.metrics) {
            sweep.means[metric] = {};
        }
        QCOMPARE(
            mainMetrics(sweep),
            (QStringList{QStringLiteral("answers/score"), QStringLiteral("held-out/perplexity"),
                         QStringLiteral("other/ag/score")}));
        sweep.metrics = {"norm"};
        QCOMPARE(mainMetrics(sweep), QStringList{QStringLiteral("norm")});
        // Of one command the score has no folder.
        sweep.metrics = {"score", "group/music/score"};
        sweep.means = {{"score", {}}, {"group/music/score", {}}};
        QCOMPARE(mainMetrics(sweep), QStringList{QStringLiteral("score")});
    }

    void ticksOfAlmostEqualNumbersAreToldApart()
    {
        const std::vector<CurveTick> ticks = plainCurveTicks({1.63955342, 1.63955352}, 5);
        QVERIFY(ticks.size() > 1);
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            QVERIFY2(ticks[i].text != ticks[i - 1].text, qPrintable(ticks[i].text));
        }
    }

    void resultsOfferBoth()
    {
        QCOMPARE(heldFigureKind(sweepFile()), QStringLiteral("sweep"));
        QStringList names;
        for (const FigureEntry& entry : figuresOfResult(sweepFile(), {}, {})) {
            names << entry.name;
            QVERIFY(loadFigure(entry.recipe, entry.runs) != nullptr);
        }
        QCOMPARE(names,
                 (QStringList{QStringLiteral("sweep-sweep-answers-score"),
                              QStringLiteral("sweep-sweep-held-out-perplexity"),
                              QStringLiteral("sweep-parallel")}));
    }

    void whatCannotBeDrawnIsSaid()
    {
        QVERIFY_EXCEPTION_THROWN(sweep({{QStringLiteral("no/number")}, {}, {}}), StudyError);
        QVERIFY_EXCEPTION_THROWN(sweep({{}, QStringLiteral("depth"), {}}), StudyError);
        QVERIFY_EXCEPTION_THROWN(sweep({{}, QStringLiteral("seed"), {}}), UsageError);
        QVERIFY_EXCEPTION_THROWN(sweep({{}, QStringLiteral("rate"), QStringLiteral("rate")}),
                                 UsageError);
        QVERIFY_EXCEPTION_THROWN(parallel({QStringLiteral("no/number")}), StudyError);
        HeatmapSelection modules;
        modules.modules = QStringList{QStringLiteral("up_proj")};
        QVERIFY_EXCEPTION_THROWN(
            sweepFigureFromResult(readResult(sweepFile()), "sweep.h5", modules, {}), UsageError);
        FigureSpec spec;
        spec.heightMm = 12.0;
        QVERIFY_EXCEPTION_THROWN(parallel().scene(spec), UsageError);
        spec = {};
        spec.isTransposed = true;
        QVERIFY_EXCEPTION_THROWN(sweep().scene(spec), UsageError);
    }
};

QTEST_MAIN(TestSweepFigure)
#include "tst_sweep_figure.moc"
