// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/tail_bounds.h"
#include "core/engine/attribution/token_order.h"
#include "core/support/random_stream.h"

#include <ATen/ops/tensor.h>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace neurograft;

namespace {

double curve(double y)
{
    return std::expm1(y) - y;
}

/// Effects on the tokens of a tail.
struct Tail {
    std::vector<double> p;
    std::vector<double> y;

    /// sum p (expm1(y) - y)
    double exact() const
    {
        double sum = 0.0;
        for (std::size_t v = 0; v < p.size(); ++v) {
            sum += p[v] * curve(y[v]);
        }
        return sum;
    }

    TailFacts facts() const
    {
        TailFacts known;
        double mean = 0.0;
        for (std::size_t v = 0; v < p.size(); ++v) {
            known.p += p[v];
            known.largestP = std::max(known.largestP, p[v]);
            known.sum += p[v] * y[v];
            known.squares += y[v] * y[v];
            mean += y[v] / static_cast<double>(p.size());
        }
        for (const double each : y) {
            known.scatter += (each - mean) * (each - mean);
            known.radius = std::max(known.radius, std::abs(each - mean));
        }
        known.centre = mean;
        known.count = static_cast<double>(p.size());
        known.pError = 1e-12;
        known.sumError = 1e-12;
        return known;
    }
};

/// @param size of the effects; @param common what all of them share
Tail randomTail(RandomStream& draws, double mass, double size, double common)
{
    Tail tail;
    double sum = 0.0;
    for (int v = 0; v < 400; ++v) {
        tail.p.push_back(std::exp(4.0 * draws.uniform()));
        tail.y.push_back(common + size * (draws.uniform() + draws.uniform() - 1.0));
        sum += tail.p.back();
    }
    for (double& each : tail.p) {
        each *= mass / sum;
    }
    return tail;
}

} // namespace

/// Bounds of what the tokens that were not looked at add, and the order in which they are.
class TstTailBounds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactSumsLieBetween_data()
    {
        QTest::addColumn<double>("mass");
        QTest::addColumn<double>("size");
        QTest::addColumn<double>("common");
        for (const double mass : {0.9, 1e-3, 1e-11}) {
            for (const double size : {1e-4, 0.1, 4.0}) {
                for (const double common : {0.0, 0.03, -2.0}) {
                    QTest::addRow("P %g, effects of %g around %g", mass, size, common)
                        << mass << size << common;
                }
            }
        }
    }
    void exactSumsLieBetween()
    {
        QFETCH(double, mass);
        QFETCH(double, size);
        QFETCH(double, common);
        RandomStream draws(3, "test.tail", 0);
        for (int round = 0; round < 50; ++round) {
            const Tail tail = randomTail(draws, mass, size, common);
            const TailBounds bounds = tailBounds(tail.facts());
            const double exact = tail.exact();
            QVERIFY2(
                bounds.low <= exact && exact <= bounds.high,
                qPrintable(
                    QString("%1 not in %2 to %3").arg(exact).arg(bounds.low).arg(bounds.high)));
        }
    }

    void estimatesAreCloserThanTheBounds()
    {
        RandomStream draws(3, "test.tail.likely", 0);
        for (int round = 0; round < 50; ++round) {
            const Tail tail = randomTail(draws, 0.3, 0.1, 0.05);
            const TailBounds bounds = tailBounds(tail.facts());
            QVERIFY(bounds.low <= bounds.likely && bounds.likely <= bounds.high);
            QVERIFY(std::abs(bounds.likely - tail.exact()) < 0.2 * (bounds.high - bounds.low));
        }
    }

    /// What all tokens have in common costs nothing: it is in the mean.
    void commonEffectsAreKnownExactly()
    {
        RandomStream draws(3, "test.tail.common", 0);
        const Tail tail = randomTail(draws, 0.5, 1e-6, 0.2);
        const TailBounds bounds = tailBounds(tail.facts());
        QVERIFY(bounds.high - bounds.low < 1e-8 * tail.exact());
    }

    void errorsOfWhatIsKnownWidenTheBounds()
    {
        RandomStream draws(3, "test.tail.errors", 0);
        for (int round = 0; round < 50; ++round) {
            const Tail tail = randomTail(draws, 0.4, 0.2, 0.05);
            TailFacts facts = tail.facts();
            facts.pError = 1e-3;
            facts.sumError = 1e-3;
            facts.p += round % 2 == 0 ? 1e-3 : -1e-3;
            facts.sum += round % 3 == 0 ? 1e-3 : -1e-3;
            const TailBounds bounds = tailBounds(facts);
            QVERIFY(bounds.low <= tail.exact() && tail.exact() <= bounds.high);
        }
    }

    void stagesGrowToTheWholeVocabulary()
    {
        QCOMPARE(tokenStages(49152),
                 (std::vector<std::int64_t>{256, 1024, 4096, 8192, 16384, 24576, 32768, 49152}));
        QCOMPARE(tokenStages(97), (std::vector<std::int64_t>{16, 32, 48, 64, 97}));
        QCOMPARE(tokenStages(3), (std::vector<std::int64_t>{3}));
    }

    void mostProbableTokensComeFirst()
    {
        // Two distributions of nine ids; targets 0 and 4 have no probability of their own.
        const at::Tensor p = at::tensor({0.0, 0.3, 0.01, 0.02, 0.04, 0.0, 0.1, 0.02, 0.01, //
                                         0.02, 0.01, 0.2, 0.01, 0.0, 0.0, 0.02, 0.03, 0.01},
                                        at::kDouble)
                                 .view({2, 9});
        const TokenOrder order = tokenOrder(p, {3, 5, 9});
        // Shares of the best: 1: 0.6, 2: 0.667, 6: 0.2; then 7: 0.1, and 4: 0.08.
        QCOMPARE(order.ids, (std::vector<std::int32_t>{1, 2, 6, 4, 7, 0, 3, 5, 8}));
        QCOMPARE(order.shares.size(), std::size_t{2});
        QVERIFY(std::abs(order.shares[0][0].reached - 0.41) < 1e-15);
        QVERIFY(std::abs(order.shares[1][1].reached - 0.26) < 1e-15);
        QCOMPARE(order.shares[0][0].largestLeft, 0.04);
        QCOMPARE(order.shares[1][1].largestLeft, 0.02);
        QCOMPARE(order.shares[1][2].largestLeft, 0.0);
    }

    void equalTokensAreOrderedById()
    {
        const TokenOrder order = tokenOrder(at::tensor({0.1, 0.1, 0.1, 0.1}).view({1, 4}), {2, 4});
        QCOMPARE(order.ids, (std::vector<std::int32_t>{0, 1, 2, 3}));
    }
};

QTEST_GUILESS_MAIN(TstTailBounds)
#include "tst_tail_bounds.moc"
