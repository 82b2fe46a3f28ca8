// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/paired_comparison.h"
#include "core/run/error.h"

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// Runs in which @p both items are right in both, @p onlyA and @p onlyB in one, @p neither in none.
std::pair<std::vector<double>, std::vector<double>> runsOf(int both, int onlyA, int onlyB,
                                                           int neither)
{
    std::vector<double> a;
    std::vector<double> b;
    for (const auto& [count, valueA, valueB] :
         {std::tuple(both, 1.0, 1.0), std::tuple(onlyA, 1.0, 0.0), std::tuple(onlyB, 0.0, 1.0),
          std::tuple(neither, 0.0, 0.0)}) {
        a.insert(a.end(), static_cast<std::size_t>(count), valueA);
        b.insert(b.end(), static_cast<std::size_t>(count), valueB);
    }
    return {a, b};
}

} // namespace

class TstPairedComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsFollowTheItems()
    {
        const auto [a, b] = runsOf(10, 1, 8, 21);
        const PairedComparison result = comparePaired(a, b, 42);
        QCOMPARE(result.n, 40);
        QCOMPARE(result.scoreA, 11.0 / 40.0);
        QCOMPARE(result.scoreB, 18.0 / 40.0);
        QCOMPARE(result.difference, 7.0 / 40.0);
        QCOMPARE(result.better, 8);
        QCOMPARE(result.worse, 1);
        QCOMPARE(result.test, std::string("mcnemar"));
        QCOMPARE(result.p, mcnemarExact(1, 8));
        QVERIFY(result.isSignificant.value());
        QVERIFY(result.interval.low > 0.0 && result.interval.low < 7.0 / 40.0);
    }
    void fewItemsAreNotDistinguishable()
    {
        const auto [a, b] = runsOf(10, 1, 6, 23);
        const PairedComparison result = comparePaired(a, b, 42);
        QCOMPARE(result.isSignificant, std::optional<bool>(false));
        const std::string sentence = comparisonSentence("gsm8k", result);
        QVERIFY2(sentence.find("not distinguishable") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("gsm8k: 0.275 -> 0.400 (+12.5 points") == 0, sentence.c_str());
        QVERIFY2(sentence.find("on 40 items, 6 better, 1 worse, p = 0.125 (McNemar)")
                     != std::string::npos,
                 sentence.c_str());
    }
    void equalRunsHaveNoDifference()
    {
        const auto [a, b] = runsOf(5, 0, 0, 5);
        const PairedComparison result = comparePaired(a, b, 42);
        QCOMPARE(result.difference, 0.0);
        QCOMPARE(result.p, 1.0);
        QCOMPARE(result.isSignificant, std::optional<bool>(false));
        QCOMPARE(result.interval.low, 0.0);
        QCOMPARE(result.interval.high, 0.0);
    }
    void directionHasAWord()
    {
        const auto [a, b] = runsOf(0, 2, 30, 0);
        QVERIFY(comparisonSentence("x", comparePaired(a, b, 1)).find("p < 0.001 (McNemar): better.")
                != std::string::npos);
        QVERIFY(comparisonSentence("x", comparePaired(b, a, 1)).find("p < 0.001 (McNemar): worse.")
                != std::string::npos);
    }
    void itemsWithoutAScoreAreLeftOut()
    {
        const double none = std::nan("");
        const PairedComparison result =
            comparePaired({1.0, none, 0.0, 1.0}, {0.0, 1.0, none, 1.0}, 1);
        QCOMPARE(result.n, 2);
        QCOMPARE(result.worse, 1);
        QCOMPARE(result.scoreA, 1.0);
    }
    void nothingInCommonIsNotTested()
    {
        const double none = std::nan("");
        const PairedComparison result = comparePaired({none, 1.0}, {1.0, none}, 1);
        QCOMPARE(result.n, 0);
        QVERIFY(!result.isSignificant.has_value());
        QVERIFY(std::isnan(result.difference));
        QVERIFY(comparisonSentence("mbpp", result).find("nothing can be compared")
                != std::string::npos);
    }
    void sharesOfSamplesAreResampled()
    {
        std::vector<double> a(40, 0.25);
        std::vector<double> b(40, 0.25);
        for (std::size_t i = 0; i < 20; ++i) {
            b[i] = 0.75;
        }
        const PairedComparison result = comparePaired(a, b, 42);
        QCOMPARE(result.test, std::string("bootstrap"));
        QVERIFY(result.isSignificant.value());
        QCOMPARE(result.better, 20);
    }
    void lengthsMustAgree()
    {
        QVERIFY_EXCEPTION_THROWN(comparePaired({1.0}, {1.0, 0.0}, 1), ShapeError);
    }
};

QTEST_GUILESS_MAIN(TstPairedComparison)
#include "tst_paired_comparison.moc"
