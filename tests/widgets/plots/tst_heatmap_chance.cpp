// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/heatmap_chance.h"

#include <QTest>

#include <algorithm>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

/// 3 × 4 cells, above chance where @p above says so.
HeatmapData chanceSample(const std::vector<HeatmapCell>& above)
{
    HeatmapData data = sampleHeatmap(3, 4, QStringLiteral("up_proj"));
    data.values.assign(12, 0.1);
    for (const HeatmapCell& cell : above) {
        data.values[data.offset(cell)] = 0.5;
    }
    auto intervals = std::make_shared<HeatmapIntervals>();
    intervals->null95.assign(12, 0.3);
    intervals->nullMean.assign(12, 0.05);
    data.intervals = intervals;
    return data;
}

bool has(const std::vector<QLineF>& lines, const QLineF& line)
{
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace

class TestHeatmapChance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCellIsAboveChanceWhenItExceedsItsQuantile()
    {
        HeatmapData data = chanceSample({{1, 2}});
        QVERIFY(isAboveChance(data, {1, 2}) == true);
        QVERIFY(isAboveChance(data, {0, 0}) == false);
        data.values[0] = 0.3; // as much as chance is not more
        QVERIFY(isAboveChance(data, {0, 0}) == false);
        QVERIFY(hasChance(data));
    }

    void nothingIsSaidWithoutABaselineOrOfADistance()
    {
        HeatmapData data = chanceSample({{1, 2}});
        makeUndefined(data, {1, 2}, 3);
        QVERIFY(!isAboveChance(data, {1, 2}));
        data.measure = QStringLiteral("procrustes-distance");
        QVERIFY(!isAboveChance(data, {0, 0}) && !hasChance(data));
        QVERIFY(chanceContour(data).empty());
        data = chanceSample({});
        data.intervals.reset();
        QVERIFY(!hasChance(data));
    }

    void theContourRunsRoundABlockInWholeLines()
    {
        const std::vector<QLineF> lines =
            chanceContour(chanceSample({{0, 1}, {0, 2}, {1, 1}, {1, 2}}));
        QCOMPARE(lines.size(), std::size_t{4});
        QVERIFY(has(lines, QLineF(0.5, -0.5, 0.5, 1.5))); // (teacher, student)
        QVERIFY(has(lines, QLineF(2.5, -0.5, 2.5, 1.5)));
        QVERIFY(has(lines, QLineF(0.5, -0.5, 2.5, -0.5)));
        QVERIFY(has(lines, QLineF(0.5, 1.5, 2.5, 1.5)));
    }

    void maskedCellsLieOutside()
    {
        HeatmapData data = chanceSample({{2, 0}, {2, 3}});
        maskUpper(data);
        const std::vector<QLineF> lines = chanceContour(data);
        QCOMPARE(lines.size(), std::size_t{4}); // of S L2 x T L3 alone
        QVERIFY(has(lines, QLineF(2.5, 1.5, 3.5, 1.5)));
    }

    void theReadOutNamesMeanAndQuantile()
    {
        const HeatmapData data = chanceSample({{1, 2}});
        QCOMPARE(intervalTexts(data, {1, 2}),
                 QStringList({QStringLiteral("shuffled mean 0.050, 95 % 0.300"),
                              QStringLiteral("above chance")}));
        QVERIFY(intervalTexts(data, {0, 0}).contains(QStringLiteral("within chance")));
    }
};

QTEST_GUILESS_MAIN(TestHeatmapChance)
#include "tst_heatmap_chance.moc"
