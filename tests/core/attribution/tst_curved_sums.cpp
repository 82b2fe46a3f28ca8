// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/curved_sums.h"
#include "core/support/random_stream.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace neurograft;

namespace {

/// expm1(y) - y without cancellation.
double exactCurve(double y)
{
    if (std::abs(y) > 0.1) {
        return std::expm1(y) - y;
    }
    double term = y * y / 2.0;
    double sum = 0.0;
    for (int n = 3; std::abs(term) > 1e-40 && n < 60; ++n) {
        sum += term;
        term *= y / n;
    }
    return sum;
}

CurvedSums sumsOf(const std::vector<CurvedRow>& rows, const std::vector<float>& p)
{
    return curvedSums(rows.data(), static_cast<std::int64_t>(rows.size()), p.data(),
                      static_cast<std::int64_t>(p.size()));
}

} // namespace

/// The two sums a score needs of every block of the vocabulary.
class TstCurvedSums : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasCurvedSums()) {
            QSKIP("This processor has no AVX2: scores use LibTorch's functions here.");
        }
    }

    void everyValueIsWithinItsBound()
    {
        // One value at a time, 16 times each so that it goes through the vector lanes.
        double largest = 0.0;
        for (double y = -40.0; y <= 40.0; y += 0.00237) {
            const auto value = static_cast<float>(y);
            const std::vector<float> u(16, value);
            const std::vector<float> p(16, 0.0625F);
            const CurvedSums sums = sumsOf({{u.data(), 0.0F, 1.0F}}, p);
            const double wide = static_cast<double>(value);
            const double change = std::abs(std::expm1(wide));
            const double error = std::abs(sums.remainder - exactCurve(wide));
            const double bound = 12.0 * 0x1.0p-24 * change;
            QVERIFY2(error <= bound + 1e-45,
                     qPrintable(QString("%1: %2 above %3").arg(y).arg(error).arg(bound)));
            QVERIFY(std::abs(sums.magnitude - std::abs(wide)) <= 1e-6 * std::abs(wide));
            largest = std::max(largest, change > 0.0 ? error / bound : 0.0);
        }
        qInfo("largest error: %.3g of its bound", largest);
    }

    void smallEffectsKeepTheirRelativeAccuracy()
    {
        for (const double y : {1e-2, -1e-3, 1e-5, -1e-8}) {
            const auto value = static_cast<float>(y);
            const std::vector<float> u(16, value);
            const std::vector<float> p(16, 0.0625F);
            const double exact = exactCurve(static_cast<double>(value));
            const double found = sumsOf({{u.data(), 0.0F, 1.0F}}, p).remainder;
            QVERIFY(std::abs(found - exact) < 1e-6 * exact);
        }
    }

    void partsAddUpBeforeTheyAreCurved()
    {
        RandomStream draws(7, "test.curved.parts", 0);
        std::vector<std::vector<float>> u(3);
        std::vector<float> p;
        double expected = 0.0;
        for (int v = 0; v < 100; ++v) {
            double y = 0.0;
            for (std::size_t part = 0; part < 3; ++part) {
                u[part].push_back(static_cast<float>(draws.uniform() * 2.0 - 1.0));
                y += (static_cast<double>(u[part].back()) - 0.125)
                    * (0.5 + static_cast<double>(part));
            }
            p.push_back(0.01F);
            expected += static_cast<double>(p.back()) * exactCurve(y);
        }
        const CurvedSums sums = sumsOf(
            {{u[0].data(), 0.125F, 0.5F}, {u[1].data(), 0.125F, 1.5F}, {u[2].data(), 0.125F, 2.5F}},
            p);
        QVERIFY(std::abs(sums.remainder - expected) < 2e-6 * expected);
    }

    void anyLengthIsSummed_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {1, 7, 16, 31, 97, 2048}) {
            QTest::addRow("%d", count) << count;
        }
    }
    void anyLengthIsSummed()
    {
        QFETCH(int, count);
        RandomStream draws(7, "test.curved", static_cast<std::uint64_t>(count));
        std::vector<float> u, p;
        double remainder = 0.0;
        double magnitude = 0.0;
        for (int v = 0; v < count; ++v) {
            u.push_back(static_cast<float>(draws.uniform() * 6.0 - 3.0));
            p.push_back(static_cast<float>(draws.uniform() / count));
            const double y = static_cast<double>((u.back() - 0.25F) * 0.7F);
            remainder += static_cast<double>(p.back()) * exactCurve(y);
            magnitude += static_cast<double>(p.back()) * std::abs(y);
        }
        const CurvedSums sums = sumsOf({{u.data(), 0.25F, 0.7F}}, p);
        QVERIFY(std::abs(sums.remainder - remainder) < 2e-6 * remainder);
        QVERIFY(std::abs(sums.magnitude - magnitude) < 2e-6 * magnitude);
    }

    void allFiveSums_data() { anyLengthIsSummed_data(); }
    void allFiveSums()
    {
        QFETCH(int, count);
        RandomStream draws(7, "test.effects", static_cast<std::uint64_t>(count));
        std::vector<float> u, p;
        EffectSums expected;
        double sizes = 0.0;
        for (int v = 0; v < count; ++v) {
            u.push_back(static_cast<float>(draws.uniform() * 3.0 - 1.5));
            p.push_back(static_cast<float>(draws.uniform() / count));
            const double y = static_cast<double>((u.back() - 0.25F) * -0.6F);
            const auto weight = static_cast<double>(p.back());
            expected.remainder += weight * exactCurve(y);
            expected.magnitude += weight * std::abs(y);
            expected.weighted += weight * y;
            expected.sum += y;
            expected.squares += y * y;
            sizes += std::abs(y);
        }
        const EffectSums sums = effectSums({u.data(), 0.25F, -0.6F}, p.data(), count);
        QVERIFY(std::abs(sums.remainder - expected.remainder) < 2e-6 * expected.remainder);
        QVERIFY(std::abs(sums.magnitude - expected.magnitude) < 2e-6 * expected.magnitude);
        QVERIFY(std::abs(sums.weighted - expected.weighted) < 2e-6 * expected.magnitude);
        QVERIFY(std::abs(sums.sum - expected.sum) < 2e-6 * sizes);
        QVERIFY(std::abs(sums.squares - expected.squares) < 2e-6 * expected.squares);
    }
};

QTEST_GUILESS_MAIN(TstCurvedSums)
#include "tst_curved_sums.moc"
