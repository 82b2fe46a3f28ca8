// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/gathered_sweep.h"

#include "core/run/error.h"
#include "core/studies/sweep_tables.h"

#include <QtTest/QtTest>

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

PublishedNumber numberOf(const char* metric, double value)
{
    PublishedNumber number;
    number.row = "LaTen, \"all\"";
    number.column = "GSM8K";
    number.value = value;
    number.unit = "%";
    number.source = "A paper, table 1";
    number.metric = metric;
    number.where = {{"rate", "0.5"}};
    return number;
}

/// Rates by seeds; the last cell is not finished.
ResultFile sample()
{
    ResultFile result;
    result.manifest.study = R"({"title": "Rates", "step": "rates",
                                "sweep": {"rate": ["0.5", "0.1"], "seed": ["42", "43"]}})";
    result.tables = sweepTables({axisOf("rate", {"0.5", "0.1"}), axisOf("seed", {"42", "43"})},
                                {{"a", {0, 0}, true, {{"answers/score", 0.25}}},
                                 {"b", {0, 1}, true, {{"answers/score", 0.75}}},
                                 {"c", {1, 0}, true, {{"answers/score", 0.5}}},
                                 {"d", {1, 1}, false, {}}});
    if (auto table = publishedTable(
            "rates", {numberOf("rates/answers/score", 16.07), numberOf("before/score", 3.0)})) {
        result.tables.push_back(*table);
    }
    return result;
}

} // namespace

class tst_gathered_sweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void axesAndNumbersAreReadBack();
    void publishedNumbersOfTheSweepAreKept();
    void aSweepWithoutThemHasNoTable();
    void whatIsNoSweepIsSaid();
};

void tst_gathered_sweep::axesAndNumbersAreReadBack()
{
    const GatheredSweep sweep = gatheredSweep(sample(), "sweep.h5");
    QCOMPARE(sweep.step, std::string("rates"));
    QCOMPARE(sweep.axes.size(), std::size_t{2});
    QCOMPARE(sweep.axes[0].labels, (std::vector<std::string>{"0.5", "0.1"})); // of the study
    QCOMPARE(sweep.metrics, std::vector<std::string>{"answers/score"});
    QCOMPARE(sweep.cells[2], (std::vector<std::size_t>{1, 0}));
    QCOMPARE(sweep.values.at("answers/score")[1], 0.75);
    QVERIFY(std::isnan(sweep.values.at("answers/score")[3]));
    QVERIFY(sweep.hasSeeds());
    QCOMPARE(sweep.groupAxes(), std::vector<std::size_t>{0});
    QCOMPARE(sweep.groups.size(), std::size_t{2});
    QCOMPARE(sweep.seeds, (std::vector<std::int32_t>{2, 1}));
    QCOMPARE(sweep.means.at("answers/score")[0], 0.5);
    QVERIFY(std::abs(sweep.deviations.at("answers/score")[0] - std::sqrt(0.125)) < 1e-12);
    QVERIFY(std::isnan(sweep.deviations.at("answers/score")[1]));
}

void tst_gathered_sweep::publishedNumbersOfTheSweepAreKept()
{
    const GatheredSweep sweep = gatheredSweep(sample(), "sweep.h5");
    QCOMPARE(sweep.published.size(), std::size_t{1}); // that of another step is not its
    const PublishedNumber& number = sweep.published.front();
    QCOMPARE(number.metric, std::string("answers/score"));
    QCOMPARE(number.row, std::string("LaTen, \"all\""));
    QCOMPARE(number.value, 16.07);
    QCOMPARE(number.where.at("rate"), std::string("0.5"));
    QCOMPARE(publishedShare(number), 16.07 / 100.0);
    PublishedNumber plain = number;
    plain.unit = "";
    QCOMPARE(publishedShare(plain), 16.07);
}

void tst_gathered_sweep::aSweepWithoutThemHasNoTable()
{
    QVERIFY(!publishedTable("rates", {numberOf("before/score", 3.0), numberOf("", 1.0)}));
    // "rate/…" is another step than "rates".
    QVERIFY(!publishedTable("rate", {numberOf("rates/answers/score", 3.0)}));
}

void tst_gathered_sweep::whatIsNoSweepIsSaid()
{
    QVERIFY_EXCEPTION_THROWN(gatheredSweep({}, "x.h5"), StudyError);
    ResultFile broken = sample();
    broken.manifest.study = "{}";
    QVERIFY_EXCEPTION_THROWN(gatheredSweep(broken, "x.h5"), FormatError);
    broken = sample();
    for (Table& table : broken.tables) {
        if (table.path == "sweep/seeds") {
            table.shape = {1};
            table.values = std::vector<std::int32_t>{2};
        }
    }
    QVERIFY_EXCEPTION_THROWN(gatheredSweep(broken, "x.h5"), FormatError);
    broken = sample();
    broken.manifest.study = R"({"sweep": {"rate": ["0.7"], "seed": ["42", "43"]}})";
    QVERIFY_EXCEPTION_THROWN(gatheredSweep(broken, "x.h5"), FormatError); // 0.5 is no value of it
}

QTEST_GUILESS_MAIN(tst_gathered_sweep)
#include "tst_gathered_sweep.moc"
