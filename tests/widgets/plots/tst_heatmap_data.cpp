// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/heatmap_geometry.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestHeatmapData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statisticsLeaveUndefinedCellsOut();
    void boxShowsTheSecondLineOnlyWithAMask();
    void findingNamesTheHighestCell();
    void cellTextSaysWhatIsKnown();
    void cellTextSaysWhyThereIsNoValue();
    void selfCheckNeedsBothHalves();
    void geometryFindsCells();
    void zoomKeepsSquareCellsInside();
};

/// similarity.md 8: mask and box statistics on a 3 x 4 example.
void TestHeatmapData::statisticsLeaveUndefinedCellsOut()
{
    HeatmapData data = sampleHeatmap(3, 4, QStringLiteral("up_proj"));
    data.values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    makeUndefined(data, {1, 1}, 2);
    makeUndefined(data, {2, 3}, kNotComputed);
    const HeatmapStatistics all = heatmapStatistics(data, false);
    QCOMPARE(all.count, 10);
    QCOMPARE(all.undefined, 1);
    QCOMPARE(all.pending, 1);
    QCOMPARE(all.mean, 6.0);
    QCOMPARE(all.deviation, std::sqrt(11.0)); // population
    maskUpper(data);
    const HeatmapStatistics shown = heatmapStatistics(data, true);
    QCOMPARE(shown.count, 7); // 1 2 3 4 . 7 8 11 .
    QCOMPARE(shown.mean, 36.0 / 7.0);
    QCOMPARE(shown.high, 11.0);
    QVERIFY((shown.highest == HeatmapCell{2, 2}));
}

void TestHeatmapData::boxShowsTheSecondLineOnlyWithAMask()
{
    HeatmapData data = sampleHeatmap(2, 2, QStringLiteral("up_proj"));
    data.values = {0.2, 0.4, 0.6, 0.8};
    QCOMPARE(boxLines(data), QStringList{QStringLiteral("mean .500  sd .224")});
    maskUpper(data);
    makeUndefined(data, {0, 0}, 1);
    QCOMPARE(boxLines(data),
             (QStringList{QStringLiteral("mean .600  sd .163"),
                          QStringLiteral("shown .600  sd .200"), QStringLiteral("1 undefined")}));
}

void TestHeatmapData::findingNamesTheHighestCell()
{
    HeatmapData data = sampleHeatmap(6, 8, QStringLiteral("up_proj"));
    data.values[data.offset({2, 3})] = 0.934;
    QCOMPARE(heatmapFinding(data), QStringLiteral("6 × 8 layers, highest 0.93 at S L2 × T L3"));
    makeUndefined(data, {0, 0}, 2);
    QVERIFY(heatmapFinding(data).endsWith(QStringLiteral(", 1 undefined")));
}

void TestHeatmapData::cellTextSaysWhatIsKnown()
{
    HeatmapData data = sampleHeatmap(6, 8, QStringLiteral("up_proj"));
    data.values[data.offset({2, 3})] = 0.41;
    data.n = 48;
    data.unit = QStringLiteral("last-token");
    QCOMPARE(cellText(data, {2, 3}),
             QStringLiteral("up S L2 x T L3  CKA 0.410  unbiased  n 48  last token"));
}

void TestHeatmapData::cellTextSaysWhyThereIsNoValue()
{
    HeatmapData data = sampleHeatmap(6, 8, QStringLiteral("o_proj"));
    makeUndefined(data, {0, 3}, 2);
    makeUndefined(data, {0, 4}, kNotComputed);
    QVERIFY(cellText(data, {0, 3})
                .startsWith(QStringLiteral("o S L0 x T L3  undefined: HSIC(X,X) ≤ 0")));
    QVERIFY(cellText(data, {0, 4}).endsWith(QStringLiteral("not computed yet")));
}

void TestHeatmapData::selfCheckNeedsBothHalves()
{
    HeatmapData data = sampleHeatmap(2, 2, QStringLiteral("up_proj"));
    QVERIFY(!passesSelfCheck(data));
    data.selfCheck = 1e-8;
    QCOMPARE(passesSelfCheck(data), std::optional(true));
    data.shuffledMean = 0.02;
    data.shuffledError = 0.01;
    QCOMPARE(passesSelfCheck(data), std::optional(true));
    data.shuffledMean = -0.031;
    QCOMPARE(passesSelfCheck(data), std::optional(false));
    data.shuffledMean = std::nan("");
    QCOMPARE(passesSelfCheck(data), std::optional(true));
    data.selfCheck = 2e-6;
    QCOMPARE(passesSelfCheck(data), std::optional(false));
}

void TestHeatmapData::geometryFindsCells()
{
    const HeatmapGeometry geometry = fitMap(QRectF(10, 20, 400, 330), fullView(32, 40), false);
    QCOMPARE(geometry.cellSize(), 10.0);
    QCOMPARE(geometry.map, QRectF(10, 20, 400, 320));
    QVERIFY(geometry.cellAt({11, 339}, 32, 40) == std::optional(HeatmapCell{0, 0}));
    QVERIFY(geometry.cellAt({409, 21}, 32, 40) == std::optional(HeatmapCell{31, 39}));
    QVERIFY(!geometry.cellAt({9, 339}, 32, 40));
    QCOMPARE(geometry.cellRect({0, 1}), QRectF(20, 330, 10, 10));
    const HeatmapGeometry turned = fitMap(QRectF(0, 0, 320, 400), fullView(32, 40), true);
    QVERIFY(turned.cellAt({15, 399}, 32, 40) == std::optional(HeatmapCell{1, 0}));
}

void TestHeatmapData::zoomKeepsSquareCellsInside()
{
    HeatmapView view = fullView(6, 8);
    view = zoomed(view, 2.0, 0.0, 0.0, 6, 8);
    QCOMPARE(view.teacherHigh - view.teacherLow, 4.0);
    QCOMPARE(view.studentHigh - view.studentLow, 3.0);
    QCOMPARE(view.teacherLow, -0.25);
    const HeatmapView moved = panned(view, -10.0, 10.0, 6, 8);
    QCOMPARE(moved.teacherLow, -0.5);
    QCOMPARE(moved.studentHigh, 5.5);
    const HeatmapView close = zoomed(view, 100.0, 1.0, 1.0, 6, 8);
    QCOMPARE(close.studentHigh - close.studentLow, 2.0);
    QVERIFY(zoomed(close, 0.001, 1.0, 1.0, 6, 8) == fullView(6, 8));
}

QTEST_GUILESS_MAIN(TestHeatmapData)
#include "tst_heatmap_data.moc"
