// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/layer_mask.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace neurograft;

class TestLayerMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksShowTheirCells_data();
    void masksShowTheirCells();
    void publishedMaskShows784Of1280Cells();
    void depthDiagonalRoundsHalvesUp();
    void unknownWordsAreRefused_data();
    void unknownWordsAreRefused();
    void statisticsLeaveUndefinedOut();
    void emptyStatisticsAreNan();
};

void TestLayerMask::masksShowTheirCells_data()
{
    QTest::addColumn<QString>("mask");
    QTest::addColumn<QString>("rows");
    QTest::newRow("none") << "none"
                          << "1111 1111 1111";
    QTest::newRow("upper") << "upper"
                           << "1111 0111 0011";
    QTest::newRow("lower") << "lower"
                           << "1000 1100 1110";
    QTest::newRow("band:0") << "band:0"
                            << "1000 0010 0001";
    QTest::newRow("band:1") << "band:1"
                            << "1100 0111 0011";
}

void TestLayerMask::masksShowTheirCells()
{
    QFETCH(QString, mask);
    QFETCH(QString, rows);
    QString shown;
    const std::vector<std::uint8_t> visible = layerMask(mask.toStdString(), 3, 4);
    for (std::size_t i = 0; i < visible.size(); ++i) {
        shown += (i > 0 && i % 4 == 0 ? " " : "") + QString::number(visible[i]);
    }
    QCOMPARE(shown, rows);
}

void TestLayerMask::publishedMaskShows784Of1280Cells()
{
    const std::vector<std::uint8_t> visible = layerMask("upper", 32, 40);
    QCOMPARE(visible.size(), std::size_t{1280});
    QCOMPARE(std::accumulate(visible.begin(), visible.end(), 0), 784);
}

void TestLayerMask::depthDiagonalRoundsHalvesUp()
{
    QCOMPARE(depthProportionalLayer(1, 3, 4), 2); // 1.5 + 0.5
    QCOMPARE(depthProportionalLayer(0, 32, 40), 0);
    QCOMPARE(depthProportionalLayer(31, 32, 40), 39);
    QCOMPARE(depthProportionalLayer(0, 1, 40), 0);
}

void TestLayerMask::unknownWordsAreRefused_data()
{
    QTest::addColumn<QString>("mask");
    for (const char* mask : {"", "Upper", "band", "band:", "band:-1", "band:2x", "diagonal"}) {
        QTest::newRow(mask) << mask;
    }
}

void TestLayerMask::unknownWordsAreRefused()
{
    QFETCH(QString, mask);
    QVERIFY_EXCEPTION_THROWN(layerMask(mask.toStdString(), 3, 4), UsageError);
}

void TestLayerMask::statisticsLeaveUndefinedOut()
{
    const double nan = std::nan("");
    const GridStatistics all = gridStatistics({1, 2, nan, 4, 5, 4});
    QCOMPARE(all.count, 5);
    QCOMPARE(all.undefined, 1);
    QCOMPARE(all.mean, 3.2);
    QCOMPARE(all.deviation, std::sqrt(2.16));
    QCOMPARE(all.highestAt, 4);
    const GridStatistics shown = gridStatistics({1, 2, nan, 4, 5, 4}, {1, 1, 0, 1, 0, 0});
    QCOMPARE(shown.count, 3);
    QCOMPARE(shown.undefined, 0);
    QCOMPARE(shown.low, 1.0);
    QCOMPARE(shown.high, 4.0);
}

void TestLayerMask::emptyStatisticsAreNan()
{
    const GridStatistics none = gridStatistics({std::nan("")});
    QCOMPARE(none.count, 0);
    QCOMPARE(none.highestAt, -1);
    QVERIFY(std::isnan(none.mean) && std::isnan(none.deviation) && std::isnan(none.high));
}

QTEST_GUILESS_MAIN(TestLayerMask)
#include "tst_layer_mask.moc"
