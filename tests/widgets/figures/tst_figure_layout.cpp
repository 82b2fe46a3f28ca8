// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tests/widgets/figures/scene_texts.h"
#include "tests/widgets/sample_heatmap.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/heatmap_scene.h"
#include "widgets/figures/text_wrap.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestFigureLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPresetPassesTheChecks_data();
    void everyPresetPassesTheChecks();
    void cellsAreSquareWholePixels();
    void panelsFoldEvenly();
    void boxLiesInTheMaskedCorner();
    void heightIsKept();
    void tooSmallPagesSayWhatIsMissing();
    void lockedPanelsShareOneRange();
    void unlockedFiguresSayHowManyScales();
    void transposedFiguresSwapTheirTitles();
    void undefinedCellsAreHatchedAndCounted();
    void lettersOnlyForSeveralPanels();
    void smallTextIsAWarning();
    void overlapsAreFound();
    void linesThroughTextsAreFound();
    void bordersStopAtMaskedCells();
    void footersWrapEvenly();

private:
    static HeatmapFigure figureOf(int students, int teachers, int panels, const char* mask)
    {
        static const QStringList kModules{"up_proj", "down_proj", "v_proj", "o_proj", "q_proj"};
        HeatmapFigure figure;
        for (int i = 0; i < panels; ++i) {
            figure.panels.push_back(sampleHeatmap(students, teachers, kModules.at(i)));
        }
        makeUndefined(figure.panels.back(), {0, teachers - 1}, 2);
        applyMask(figure, QString::fromLatin1(mask));
        figure.teacherName = QStringLiteral("Llama-2-13b-chat");
        figure.studentName = QStringLiteral("Llama-2-7b-chat");
        figure.footer = footerLine(figure.panels.front(), QStringLiteral("gsm_align"), 42);
        return figure;
    }
};

void TestFigureLayout::everyPresetPassesTheChecks_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<int>("students");
    QTest::addColumn<int>("teachers");
    QTest::addColumn<int>("panels");
    QTest::addColumn<QByteArray>("mask");
    for (const VenuePreset& preset : venuePresets()) {
        for (const QSize size : {QSize(40, 32), QSize(8, 6), QSize(80, 80)}) {
            for (const int panels : {1, 2, 3, 4, 5}) {
                for (const char* mask : {"none", "upper", "lower", "band:2"}) {
                    QTest::addRow("%s %dx%d %d %s", preset.id, size.height(), size.width(), panels,
                                  mask)
                        << preset.id << size.height() << size.width() << panels << QByteArray(mask);
                }
            }
        }
    }
}

void TestFigureLayout::everyPresetPassesTheChecks()
{
    QFETCH(QString, preset);
    QFETCH(int, students);
    QFETCH(int, teachers);
    QFETCH(int, panels);
    QFETCH(QByteArray, mask);
    FigureSpec spec;
    spec.applyPreset(preset);
    const HeatmapFigure figure = figureOf(students, teachers, panels, mask.constData());
    for (const bool isLocked : {true, false}) {
        spec.isLocked = isLocked;
        for (const FigureCheck& check : figureChecks(figure, spec)) {
            if (!isLocked && check.name.startsWith(QStringLiteral("One colour scale"))) {
                continue;
            }
            QVERIFY2(check.state == FigureCheck::State::Passed,
                     qPrintable(check.name + QStringLiteral(": ") + check.detail));
        }
    }
}

void TestFigureLayout::cellsAreSquareWholePixels()
{
    const FigurePlan plan = planFigure(figureOf(32, 40, 4, "none"), FigureSpec());
    for (const PanelPlan& panel : plan.panels) {
        QCOMPARE(panel.map.width() / 40, panel.map.height() / 32);
        for (const double edge : {plan.cellMm, panel.map.left(), panel.map.top()}) {
            const double pixels = edge / 25.4 * 300.0;
            QVERIFY(std::abs(pixels - std::round(pixels)) < 1e-6);
        }
    }
}

void TestFigureLayout::panelsFoldEvenly()
{
    const auto rowsOf = [](double widthMm, int panels) {
        FigureSpec spec;
        spec.preset.clear();
        spec.widthMm = widthMm;
        QList<double> tops;
        for (const PanelPlan& panel : planFigure(figureOf(32, 40, panels, "none"), spec).panels) {
            if (!tops.contains(panel.map.top())) {
                tops << panel.map.top();
            }
        }
        return tops.size();
    };
    QCOMPARE(rowsOf(160.0, 4), 1);
    QCOMPARE(rowsOf(120.0, 4), 2); // 2 + 2, not 3 + 1
    QCOMPARE(rowsOf(85.0, 4), 2);
    QCOMPARE(rowsOf(45.0, 4), 4);
    QCOMPARE(rowsOf(160.0, 1), 1);
}

void TestFigureLayout::boxLiesInTheMaskedCorner()
{
    FigureSpec spec;
    spec.applyPreset(QStringLiteral("acl-full"));
    const FigurePlan masked = planFigure(figureOf(32, 40, 4, "upper"), spec);
    QVERIFY(masked.panels[0].map.contains(masked.panels[0].boxOrigin));
    QCOMPARE(masked.panels[0].box.size(), 4); // stacked
    const FigurePlan whole = planFigure(figureOf(32, 40, 4, "none"), spec);
    QVERIFY(whole.panels[0].boxOrigin.y() < whole.panels[0].map.top());
    QCOMPARE(whole.panels[0].box.size(), 1);
    spec.showBox = false;
    const FigurePlan bare = planFigure(figureOf(32, 40, 4, "none"), spec);
    QVERIFY(bare.sizeMm.height() < whole.sizeMm.height());
}

void TestFigureLayout::heightIsKept()
{
    FigureSpec spec;
    spec.heightMm = 50.0;
    const HeatmapFigure figure = figureOf(32, 40, 4, "upper");
    QCOMPARE(planFigure(figure, spec).sizeMm, QSizeF(85.0, 50.0));
    QVERIFY(textsOffPage(heatmapScene(figure, spec)).isEmpty());
}

void TestFigureLayout::tooSmallPagesSayWhatIsMissing()
{
    FigureSpec spec;
    spec.heightMm = 15.0;
    const HeatmapFigure figure = figureOf(32, 40, 4, "none");
    QVERIFY_EXCEPTION_THROWN(planFigure(figure, spec), UsageError);
    const std::vector<FigureCheck> checks = figureChecks(figure, spec);
    QCOMPARE(checks.size(), std::size_t{1});
    QVERIFY(checks.front().state == FigureCheck::State::Failed);
    QVERIFY(checks.front().detail.contains(QStringLiteral("--height-mm")));
    QVERIFY_EXCEPTION_THROWN(planFigure(HeatmapFigure(), FigureSpec()), UsageError);
}

void TestFigureLayout::lockedPanelsShareOneRange()
{
    HeatmapFigure figure = figureOf(6, 8, 2, "none");
    figure.panels[1].values[3] = -0.42;
    FigureSpec spec;
    const std::vector<ColorRange> locked = panelRanges(figure, spec);
    QCOMPARE(locked[0], locked[1]);
    QCOMPARE(locked[0].low, -0.45);
    spec.isLocked = false;
    QVERIFY(panelRanges(figure, spec)[0] != panelRanges(figure, spec)[1]);
    spec.range = ColorRange{0.0, 0.5};
    QCOMPARE(panelRanges(figure, spec)[1], (ColorRange{0.0, 0.5}));
}

void TestFigureLayout::unlockedFiguresSayHowManyScales()
{
    FigureSpec spec;
    spec.isLocked = false;
    const FigureScene scene = heatmapScene(figureOf(6, 8, 4, "none"), spec);
    QVERIFY(textsOf(scene, TextRole::Legend).contains(QStringLiteral("4 scales")));
}

void TestFigureLayout::transposedFiguresSwapTheirTitles()
{
    FigureSpec spec;
    spec.isTransposed = true;
    const FigurePlan plan = planFigure(figureOf(32, 40, 1, "none"), spec);
    QVERIFY(plan.xTitle.startsWith(QStringLiteral("student layer")));
    QVERIFY(plan.yTitle.startsWith(QStringLiteral("teacher layer")));
    QVERIFY(plan.panels.front().map.width() < plan.panels.front().map.height());
}

void TestFigureLayout::undefinedCellsAreHatchedAndCounted()
{
    const FigureScene scene = heatmapScene(figureOf(6, 8, 2, "none"), FigureSpec());
    QCOMPARE(textsOf(scene, TextRole::Legend),
             QStringList{QStringLiteral("undefined (down_proj 1)")});
    int strokes = 0;
    for (const SceneItem& item : scene.items) {
        const auto* line = std::get_if<SceneLine>(&item);
        strokes += line != nullptr && line->color == ColorMap::hatchColor() ? 1 : 0;
    }
    QVERIFY(strokes > 3);
}

void TestFigureLayout::lettersOnlyForSeveralPanels()
{
    QCOMPARE(textsOf(heatmapScene(figureOf(6, 8, 3, "none"), {}), TextRole::Letter),
             (QStringList{"(a)", "(b)", "(c)"}));
    QVERIFY(textsOf(heatmapScene(figureOf(6, 8, 1, "none"), {}), TextRole::Letter).isEmpty());
}

void TestFigureLayout::smallTextIsAWarning()
{
    FigureSpec spec;
    spec.tickPt = 6.0;
    const std::vector<FigureCheck> checks = figureChecks(figureOf(6, 8, 1, "none"), spec);
    QCOMPARE(checks[1].name, QStringLiteral("Smallest text 6.0 pt (limit 7.0 pt)"));
    QVERIFY(checks[1].state == FigureCheck::State::Warning);
    spec.preset = QStringLiteral("acl-column"); // but 85 mm wide
    QVERIFY(figureChecks(figureOf(6, 8, 1, "none"), spec)[0].state == FigureCheck::State::Failed);
}

void TestFigureLayout::overlapsAreFound()
{
    FigureScene scene = heatmapScene(figureOf(6, 8, 1, "none"), FigureSpec());
    QVERIFY(overlappingTexts(scene).isEmpty());
    SceneText text = *scene.texts().front();
    text.text = QStringLiteral("intruder");
    text.origin = QPointF(40.0, 25.0);
    scene.add(text);
    QCOMPARE(overlappingTexts(scene).size(), 1);
    text.origin = QPointF(-3.0, 10.0);
    scene.add(text);
    QCOMPARE(textsOffPage(scene), QStringList{QStringLiteral("“intruder”")});
}

void TestFigureLayout::linesThroughTextsAreFound()
{
    FigureScene scene = heatmapScene(figureOf(6, 8, 2, "upper"), FigureSpec());
    QVERIFY2(crossedTexts(scene).isEmpty(), qPrintable(crossedTexts(scene).join(u' ')));
    SceneText text;
    text.origin = QPointF(10.0, 200.0);
    text.text = QStringLiteral("crossed");
    scene.add(SceneLine{QLineF(0.0, 198.0, 80.0, 200.0), 1.0, 0xff000000});
    scene.add(text);
    QCOMPARE(crossedTexts(scene), QStringList{QStringLiteral("a line and “crossed”")});
    // Paper between both: the text is free.
    scene.items.pop_back();
    scene.add(SceneArea{{{8.0, 196.0}, {40.0, 196.0}, {40.0, 202.0}, {8.0, 202.0}}, 0xffffffff});
    scene.add(text);
    QVERIFY(crossedTexts(scene).isEmpty());
    scene.add(SceneFrame{QRectF(12.0, 190.0, 30.0, 30.0), 1.0, 0xff000000});
    QCOMPARE(crossedTexts(scene).size(), 1);
    scene.items.pop_back();
    scene.add(SceneArea{{{11.0, 196.0}, {14.0, 196.0}, {14.0, 202.0}, {11.0, 202.0}}, 0xffffffff});
    QCOMPARE(crossedTexts(scene).size(), 1); // paper over it hides it
}

void TestFigureLayout::bordersStopAtMaskedCells()
{
    FigureSpec spec;
    spec.showCellBorders = true;
    const HeatmapFigure figure = figureOf(32, 40, 1, "upper");
    const FigurePlan plan = planFigure(figure, spec);
    const QRectF& map = plan.panels[0].map;
    const FigureScene scene = heatmapScene(figure, spec);
    QVERIFY(crossedTexts(scene).isEmpty()); // the box lies in the masked corner
    int verticals = 0;
    for (const SceneItem& item : scene.items) {
        const auto* line = std::get_if<SceneLine>(&item);
        if (line == nullptr || line->color != 0xffb0b0b0 || line->line.dx() != 0.0) {
            continue;
        }
        ++verticals;
        // Teacher layers from x upwards are shown to the right of it: students 0 … x.
        const double x = (line->line.x1() - map.left()) / plan.cellMm;
        const double shown = std::min(x + 1.0, 32.0);
        QVERIFY(std::abs(std::abs(line->line.dy()) / plan.cellMm - shown) < 1e-6);
    }
    QCOMPARE(verticals, 39);
}

void TestFigureLayout::footersWrapEvenly()
{
    const QString footer = QStringLiteral("aaaa | bbbb | cccc | dddd");
    const double width =
        textWidthMm(FigureFont::Sans, false, 7.0, QStringLiteral("aaaa | bbbb | cccc")) + 0.1;
    QCOMPARE(wrappedText(footer, FigureFont::Sans, 7.0, width),
             (QStringList{QStringLiteral("aaaa | bbbb"), QStringLiteral("cccc | dddd")}));
    QCOMPARE(wrappedText(footer, FigureFont::Sans, 7.0, 1000.0), QStringList{footer});
}

QTEST_MAIN(TestFigureLayout)
#include "tst_figure_layout.moc"
