// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/sweep_tables.h"

#include "core/store/table_text.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>

using namespace neurograft;

namespace {

SweepAxis axisOf(const char* name, const std::vector<std::string>& labels)
{
    SweepAxis axis{name, {}};
    for (const std::string& label : labels) {
        axis.values.push_back({label, label, {}});
    }
    return axis;
}

const Table& tableNamed(const std::vector<Table>& tables, const std::string& path)
{
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&path](const Table& table) { return table.path == path; });
    Q_ASSERT(found != tables.end());
    return *found;
}

} // namespace

class tst_sweep_tables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersOfAnswersAreNamed();
    void meanAndDeviationAreThoseOfTheSample();
    void aRowForEachCell();
    void seedsAreSummedUp();
    void unfinishedCellsHaveNoNumbers();
};

void tst_sweep_tables::numbersOfAnswersAreNamed()
{
    const auto answer = nlohmann::ordered_json::parse(R"({
      "task": "gsm8k", "n": 4, "score": 0.5, "interval95": [0.1, 0.9], "score_oi": null,
      "wall_seconds": 3.2, "peak_bytes": 10, "out": "x.h5", "layers": [1, 2, 3],
      "maps": [{"module": "up_proj", "measure": "cka", "mean": 0.7, "shape": [2, 3]},
               {"module": "o_proj", "measure": "cka", "mean": 0.4, "shape": [2, 3]}],
      "seeds": [{"seed": 42, "last_loss": 1.5}],
      "groups": [{"level": "category", "name": "STEM", "score": 0.3, "n": 9},
                 {"level": "subject", "name": "anatomy", "score": 0.2, "n": 1}]})");
    const Metrics metrics = metricsOf(answer);
    std::vector<std::string> names;
    for (const auto& [name, value] : metrics) {
        names.push_back(name);
    }
    QCOMPARE(names,
             (std::vector<std::string>{"n", "score", "interval95/low", "interval95/high",
                                       "score_oi", "up_proj/cka/mean", "o_proj/cka/mean",
                                       "last_loss", "category/STEM/score"}));
    QCOMPARE(metricNamed(metrics, "o_proj/cka/mean"), 0.4);
    QVERIFY(std::isnan(metricNamed(metrics, "score_oi")));
    QVERIFY(std::isnan(metricNamed(metrics, "nothing")));
}

void tst_sweep_tables::meanAndDeviationAreThoseOfTheSample()
{
    const MeanAndDeviation three = meanOfMeasured({1.0, 2.0, 6.0, std::nan("")});
    QCOMPARE(three.n, std::int64_t(3));
    QCOMPARE(three.mean, 3.0);
    QCOMPARE(three.deviation, std::sqrt((4.0 + 1.0 + 9.0) / 2.0));
    QVERIFY(std::isnan(meanOfMeasured({1.0}).deviation));
    QVERIFY(std::isnan(meanOfMeasured({}).mean));
}

void tst_sweep_tables::aRowForEachCell()
{
    const std::vector<SweepAxis> axes{axisOf("rate", {"0.1", "0.2"}),
                                      axisOf("teacher", {"A", "B"})};
    std::vector<SweptCell> cells;
    for (std::size_t i = 0; i < 4; ++i) {
        cells.push_back(
            {"c" + std::to_string(i), {i / 2, i % 2}, true, {{"score", static_cast<double>(i)}}});
    }
    const std::vector<Table> tables = sweepTables(axes, cells);
    QCOMPARE(tableCsv(tableNamed(tables, "sweep/rows")),
             std::string("cell,rate,teacher,score\nc0,0.1,A,0\nc1,0.1,B,1\nc2,0.2,A,2\n"
                         "c3,0.2,B,3\n"));
    QCOMPARE(tableNamed(tables, "sweep/axis/rate").as<double>(),
             (std::vector<double>{0.1, 0.1, 0.2, 0.2}));
    QCOMPARE(tableNamed(tables, "sweep/axis/teacher").as<std::string>(),
             (std::vector<std::string>{"A", "B", "A", "B"}));
    QCOMPARE(tableNamed(tables, "sweep/metric/score").as<double>(),
             (std::vector<double>{0, 1, 2, 3}));
    QCOMPARE(tableNamed(tables, "sweep/seeds").as<std::int32_t>().size(), std::size_t(4));
}

void tst_sweep_tables::seedsAreSummedUp()
{
    const std::vector<SweepAxis> axes{axisOf("seed", {"42", "43"}), axisOf("rate", {"0.1", "0.2"})};
    std::vector<SweptCell> cells;
    for (std::size_t i = 0; i < 4; ++i) { // rate runs fastest
        cells.push_back({"c" + std::to_string(i),
                         {i / 2, i % 2},
                         true,
                         {{"score", static_cast<double>(i * i)}}});
    }
    const std::vector<Table> tables = sweepTables(axes, cells);
    QCOMPARE(tableNamed(tables, "sweep/seeds").as<std::int32_t>(),
             (std::vector<std::int32_t>{2, 2}));
    QCOMPARE(tableNamed(tables, "sweep/mean/score").as<double>(), (std::vector<double>{2.0, 5.0}));
    QCOMPARE(tableNamed(tables, "sweep/sd/score").as<double>(),
             (std::vector<double>{std::sqrt(8.0), std::sqrt(32.0)}));
    QVERIFY(tableCsv(tableNamed(tables, "sweep/summary"))
                .rfind("rate,seeds,score,score sd\n0.1,2,2,", 0)
            == 0);
}

void tst_sweep_tables::unfinishedCellsHaveNoNumbers()
{
    const std::vector<SweepAxis> axes{axisOf("seed", {"1", "2"})};
    const std::vector<Table> tables =
        sweepTables(axes, {{"a", {0}, true, {{"score", 3.0}}}, {"b", {1}, false, {}}});
    QCOMPARE(tableNamed(tables, "sweep/finished").as<std::uint8_t>(),
             (std::vector<std::uint8_t>{1, 0}));
    QVERIFY(std::isnan(tableNamed(tables, "sweep/metric/score").as<double>()[1]));
    QCOMPARE(tableNamed(tables, "sweep/seeds").as<std::int32_t>(), std::vector<std::int32_t>{1});
    QCOMPARE(tableNamed(tables, "sweep/mean/score").as<double>(), std::vector<double>{3.0});
}

QTEST_GUILESS_MAIN(tst_sweep_tables)
#include "tst_sweep_tables.moc"
