// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/heatmap_marks.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestHeatmapMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blockLiesBetweenAnyTwoCorners()
    {
        QVERIFY((blockBetween({4, 1}, {2, 6}) == HeatmapBlock{2, 4, 1, 6}));
        QCOMPARE(blockBetween({4, 1}, {2, 6}).cells(), 18);
        QCOMPARE(blockBetween({3, 3}, {3, 3}).cells(), 1);
    }

    void bestMatchIsTheLowestOfEquals()
    {
        HeatmapData data = sampleHeatmap(2, 4, QStringLiteral("up_proj"));
        data.values = {0.1, 0.9, 0.9, 0.2, 0.3, 0.2, 0.1, 0.4};
        QVERIFY((bestMatches(data) == std::vector<HeatmapCell>{{0, 1}, {1, 3}}));
    }

    void bestMatchPassesOverUndefinedAndMaskedCells()
    {
        HeatmapData data = sampleHeatmap(3, 4, QStringLiteral("up_proj"));
        data.values = {0.9, 0.8, 0.1, 0.1, 0.9, 0.2, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1};
        makeUndefined(data, {0, 0}, 1);
        for (int teacher = 0; teacher < 4; ++teacher) {
            makeUndefined(data, {2, teacher}, 3);
        }
        maskUpper(data);
        QVERIFY((bestMatches(data) == std::vector<HeatmapCell>{{0, 1}, {1, 2}}));
    }
};

QTEST_GUILESS_MAIN(TestHeatmapMarks)
#include "tst_heatmap_marks.moc"
