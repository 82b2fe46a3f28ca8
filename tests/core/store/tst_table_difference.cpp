// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/table_difference.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Table mapOf(std::vector<double> values, std::vector<std::int64_t> shape = {2, 3})
{
    Table table;
    table.path = "similarity/up_proj/cka";
    table.shape = std::move(shape);
    table.axes = {"student layer", "teacher layer"};
    table.unit = "CKA";
    table.values = std::move(values);
    return table;
}

} // namespace

class TstTableDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cellsAreALessB()
    {
        const TableDifference result =
            tableDifference(mapOf({0.5, 0.25, 1.0, 0.5, 0.75, kNaN}),
                            mapOf({0.25, 0.5, 1.0, kNaN, 0.0, 0.5}), "difference/up_proj/cka");
        const std::vector<double>& values = result.table.as<double>();
        QCOMPARE(values[0], 0.25);
        QCOMPARE(values[1], -0.25);
        QCOMPARE(values[2], 0.0);
        QVERIFY(std::isnan(values[3]) && std::isnan(values[5]));
        QCOMPARE(values[4], 0.75);
        QCOMPARE(result.cells, 4);
        QCOMPARE(result.mean, 0.1875);
        QCOMPARE(result.largest, 0.75);
        QCOMPARE(result.row, 1);
        QCOMPARE(result.column, 1);
        QCOMPARE(result.table.path, std::string("difference/up_proj/cka"));
        QCOMPARE(result.table.axes.front(), std::string("student layer"));
    }
    void largestKeepsItsSign()
    {
        const TableDifference result =
            tableDifference(mapOf({0.0, 0.5, 0, 0, 0, 0}), mapOf({0.75, 0.0, 0, 0, 0, 0}), "d");
        QCOMPARE(result.largest, -0.75);
        QCOMPARE(result.column, 0);
    }
    void nothingDefinedHasNoNumbers()
    {
        const TableDifference result =
            tableDifference(mapOf(std::vector<double>(6, kNaN)), mapOf({1, 1, 1, 1, 1, 1}), "d");
        QVERIFY(result.obstacle.empty());
        QCOMPARE(result.cells, 0);
        QVERIFY(std::isnan(result.mean) && std::isnan(result.largest));
        QCOMPARE(result.row, -1);
    }
    void otherShapesAreAnObstacle()
    {
        const TableDifference result =
            tableDifference(mapOf({1, 1, 1, 1, 1, 1}), mapOf({1, 1, 1, 1, 1, 1}, {3, 2}), "d");
        QCOMPARE(result.obstacle,
                 std::string("A has 2 x 3 layers and B 3 x 2; only maps of the same shape can be "
                             "subtracted."));
    }
    void estimatorsOfOneMeasureAreAFamily_data()
    {
        QTest::addColumn<QString>("measure");
        QTest::addColumn<QString>("family");
        QTest::newRow("unbiased") << "cka"
                                  << "cka";
        QTest::newRow("biased") << "cka-biased"
                                << "cka";
        QTest::newRow("minibatch") << "cka-minibatch"
                                   << "cka";
        QTest::newRow("kernel, biased") << "cka-rbf-biased"
                                        << "cka-rbf";
        QTest::newRow("another measure") << "mutual-knn"
                                         << "mutual-knn";
    }
    void estimatorsOfOneMeasureAreAFamily()
    {
        QFETCH(QString, measure);
        QFETCH(QString, family);
        QCOMPARE(QString::fromStdString(measureFamily(measure.toStdString())), family);
    }
};

QTEST_GUILESS_MAIN(TstTableDifference)
#include "tst_table_difference.moc"
