// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/statistics.h"
#include "core/run/error.h"

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

bool isClose(double a, double b, double tolerance = 1e-12)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

double choose(int n, int k)
{
    double product = 1.0;
    for (int i = 1; i <= k; ++i) {
        product = product * (n - k + i) / i;
    }
    return product;
}

} // namespace

class TstStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wilsonHasItsClosedForm_data()
    {
        QTest::addColumn<int>("correct");
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), computed with Python
        QTest::newRow("half") << 5 << 10 << 0.236593090512564 << 0.763406909487436;
        QTest::newRow("none") << 0 << 20 << 0.0 << 0.16112515805281938;
        QTest::newRow("all") << 20 << 20 << 0.8388748419471806 << 1.0;
        QTest::newRow("one of one") << 1 << 1 << 0.20654931437723742 << 1.0;
        QTest::newRow("gsm8k") << 212 << 1319 << 0.14189647890496843 << 0.1815296247810412;
    }
    void wilsonHasItsClosedForm()
    {
        QFETCH(int, correct);
        QFETCH(int, n);
        QFETCH(double, low);
        QFETCH(double, high);
        const Interval interval = wilsonInterval(correct, n);
        QVERIFY2(isClose(interval.low, low), qPrintable(QString::number(interval.low, 'g', 17)));
        QVERIFY2(isClose(interval.high, high), qPrintable(QString::number(interval.high, 'g', 17)));
    }
    void noItemsHaveNoInterval()
    {
        const Interval interval = wilsonInterval(0, 0);
        QVERIFY(std::isnan(interval.low));
        QVERIFY(std::isnan(interval.high));
        QVERIFY_EXCEPTION_THROWN(wilsonInterval(3, 2), DomainError);
        QVERIFY_EXCEPTION_THROWN(wilsonInterval(-1, 2), DomainError);
    }

    void mcnemarIsTheBinomialTail_data()
    {
        QTest::addColumn<int>("onlyA");
        QTest::addColumn<int>("onlyB");
        QTest::addColumn<double>("p");
        // Exact rational arithmetic: 2 Σ C(n,i) / 2^n
        QTest::newRow("no discordant item") << 0 << 0 << 1.0;
        QTest::newRow("even") << 10 << 10 << 1.0;
        QTest::newRow("nearly even") << 5 << 6 << 1.0;
        QTest::newRow("1 to 8") << 1 << 8 << 20.0 / 512.0;
        QTest::newRow("8 to 1") << 8 << 1 << 20.0 / 512.0;
        QTest::newRow("0 to 5") << 0 << 5 << 2.0 / 32.0;
        QTest::newRow("31 to 11") << 31 << 11 << 0.002887247974285856;
        QTest::newRow("100 to 160") << 100 << 160 << 0.00023894190306814023;
        QTest::newRow("thousands") << 3000 << 3200 << 0.011488253770871206;
    }
    void mcnemarIsTheBinomialTail()
    {
        QFETCH(int, onlyA);
        QFETCH(int, onlyB);
        QFETCH(double, p);
        const double got = mcnemarExact(onlyA, onlyB);
        QVERIFY2(isClose(got, p, 1e-10), qPrintable(QString::number(got, 'g', 17)));
    }
    void negativeCountsThrow() { QVERIFY_EXCEPTION_THROWN(mcnemarExact(-1, 3), DomainError); }

    void bootstrapOfTwoItemsIsAFairDraw()
    {
        // Means of two draws from {0, 1}: 0 with 1/4, 1/2 with 1/2, 1 with 1/4.
        const BootstrapResult result = pairedBootstrap({0.0, 1.0}, 42);
        QCOMPARE(result.interval.low, 0.0);
        QCOMPARE(result.interval.high, 1.0);
        // Two-sided: 2 · 1/4; the standard error of a share of 10 000 is 0.0043.
        QVERIFY2(std::abs(result.p - 0.5) < 0.03, qPrintable(QString::number(result.p)));
    }
    void bootstrapIntervalIsThatOfTheMean()
    {
        // 300 of 1000 better, 100 worse: mean 0.2, deviation √(0.4 - 0.04) = 0.6, so the normal
        // interval is 0.2 ± 1.96 · 0.6 / √1000.
        std::vector<double> differences(1000, 0.0);
        std::fill(differences.begin(), differences.begin() + 300, 1.0);
        std::fill(differences.begin() + 300, differences.begin() + 400, -1.0);
        const BootstrapResult result = pairedBootstrap(differences, 7);
        const double half = kNormal975 * 0.6 / std::sqrt(1000.0);
        QVERIFY(std::abs(result.interval.low - (0.2 - half)) < 0.003);
        QVERIFY(std::abs(result.interval.high - (0.2 + half)) < 0.003);
        QCOMPARE(result.p, 2.0 / 10001.0);
    }
    void bootstrapRepeatsWithItsSeed()
    {
        const std::vector<double> differences{1.0, 0.0, -1.0, 0.25, 0.5, 0.0, 1.0};
        const BootstrapResult first = pairedBootstrap(differences, 1);
        const BootstrapResult again = pairedBootstrap(differences, 1);
        const BootstrapResult other = pairedBootstrap(differences, 2);
        QCOMPARE(first.p, again.p);
        QCOMPARE(first.interval.low, again.interval.low);
        QVERIFY(first.p != other.p);
    }
    void bootstrapWantsNumbers()
    {
        QVERIFY_EXCEPTION_THROWN(pairedBootstrap({}, 1), DomainError);
        QVERIFY_EXCEPTION_THROWN(pairedBootstrap({1.0, std::nan("")}, 1), DomainError);
        QVERIFY_EXCEPTION_THROWN(pairedBootstrap({1.0}, 1, 0), DomainError);
    }

    void passAtKIsTheShareOfDrawsWithAPass_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("passed");
        QTest::addColumn<int>("k");
        for (const auto& [n, passed, k] :
             {std::tuple(20, 3, 10), std::tuple(5, 2, 2), std::tuple(20, 3, 1),
              std::tuple(20, 0, 10), std::tuple(20, 20, 1), std::tuple(20, 15, 6)}) {
            QTest::addRow("%d of %d at %d", passed, n, k) << n << passed << k;
        }
    }
    void passAtKIsTheShareOfDrawsWithAPass()
    {
        QFETCH(int, n);
        QFETCH(int, passed);
        QFETCH(int, k);
        const double none = n - passed < k ? 0.0 : choose(n - passed, k) / choose(n, k);
        QVERIFY(isClose(passAtK(n, passed, k), 1.0 - none));
    }
    void passAtKWantsEnoughSamples()
    {
        QVERIFY_EXCEPTION_THROWN(passAtK(1, 0, 10), DomainError);
        QVERIFY_EXCEPTION_THROWN(passAtK(5, 6, 1), DomainError);
        QVERIFY_EXCEPTION_THROWN(passAtK(5, 1, 0), DomainError);
    }

    void deviationIsThatOfASample()
    {
        const MeanAndDeviation result = meanAndDeviation({1.0, 2.0, 3.0, 4.0});
        QCOMPARE(result.mean, 2.5);
        QVERIFY(isClose(result.deviation, std::sqrt(5.0 / 3.0)));
        QCOMPARE(result.n, 4);
        QVERIFY(std::isnan(meanAndDeviation({0.5}).deviation));
        QVERIFY_EXCEPTION_THROWN(meanAndDeviation({}), DomainError);
    }
};

QTEST_GUILESS_MAIN(TstStatistics)
#include "tst_statistics.moc"
