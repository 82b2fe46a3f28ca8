// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/token_sampler.h"
#include "core/support/random_stream.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace neurograft;

/// Drawing a token (decisions.md D81, D83): the order, the cut and the frequencies.
class TstTokenSampler : public QObject {
    Q_OBJECT

    static std::vector<float> logits()
    {
        std::vector<float> values(300);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = static_cast<float>(2.5 * std::sin(static_cast<double>(7 * i)));
        }
        return values;
    }
    static std::int32_t draw(const std::vector<float>& values, const SamplingOptions& options,
                             double uniform)
    {
        return sampleToken(values.data(), static_cast<std::int64_t>(values.size()), options,
                           uniform);
    }
    static std::vector<double> softmax(const std::vector<float>& values, double temperature)
    {
        std::vector<double> p;
        for (const float value : values) {
            p.push_back(std::exp(static_cast<double>(value) / temperature));
        }
        const double sum = std::accumulate(p.begin(), p.end(), 0.0);
        for (double& value : p) {
            value /= sum;
        }
        return p;
    }

private Q_SLOTS:
    void uniformWalksDownTheProbabilities()
    {
        // Probabilities 0.5, 0.25, 0.125, 0.125 of ids 2, 0, 1, 3: equal ones by id.
        const std::vector<float> values{std::log(0.25F), std::log(0.125F), std::log(0.5F),
                                        std::log(0.125F)};
        const SamplingOptions plain{1.0, 1.0};
        QCOMPARE(draw(values, plain, 0.0), 2);
        QCOMPARE(draw(values, plain, 0.49), 2);
        QCOMPARE(draw(values, plain, 0.51), 0);
        QCOMPARE(draw(values, plain, 0.76), 1);
        QCOMPARE(draw(values, plain, 0.874), 1);
        QCOMPARE(draw(values, plain, 0.876), 3);
        QCOMPARE(draw(values, plain, 0.999999), 3);
    }

    void topPKeepsTheSmallestPrefixAndAlwaysOne()
    {
        const std::vector<float> values{std::log(0.25F), std::log(0.125F), std::log(0.5F),
                                        std::log(0.125F)};
        QCOMPARE(draw(values, {1.0, 0.1}, 0.999), 2);
        QCOMPARE(draw(values, {1.0, 0.6}, 0.999), 0); // 0.5 + 0.25, renormalised: 2/3 and 1/3
        QCOMPARE(draw(values, {1.0, 0.6}, 0.66), 2);
        QCOMPARE(draw(values, {1.0, 0.6}, 0.67), 0);
        QCOMPARE(draw(values, {1.0, 0.8}, 0.999), 1);
    }

    void longTailIsReached()
    {
        const std::vector<float> values = logits();
        const auto order = [&] {
            std::vector<std::int32_t> ids(values.size());
            std::iota(ids.begin(), ids.end(), 0);
            std::stable_sort(ids.begin(), ids.end(), [&](std::int32_t a, std::int32_t b) {
                return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)];
            });
            return ids;
        }();
        const auto p = softmax(values, 1.0);
        double sum = 0.0;
        for (const std::int32_t id : order) {
            sum += p[static_cast<std::size_t>(id)] / 2.0; // the middle of its share
            QCOMPARE(draw(values, {1.0, 1.0}, sum), id);
            sum += p[static_cast<std::size_t>(id)] / 2.0;
        }
    }

    /// Chi-square of 20 000 draws against the softmax, for several temperatures; the bound is the
    /// 99.99 % point (Wilson-Hilferty), and seeds are fixed.
    void frequenciesFollowTheSoftmax_data()
    {
        QTest::addColumn<double>("temperature");
        QTest::newRow("0.7") << 0.7;
        QTest::newRow("1") << 1.0;
        QTest::newRow("2") << 2.0;
    }
    void frequenciesFollowTheSoftmax()
    {
        QFETCH(double, temperature);
        const std::vector<float> values = logits();
        const auto p = softmax(values, temperature);
        constexpr int kDraws = 20'000;
        std::vector<double> count(values.size(), 0.0);
        for (std::uint64_t i = 0; i < kDraws; ++i) {
            const double uniform = RandomStream(42, "generate.sample", i).uniform();
            count[static_cast<std::size_t>(draw(values, {temperature, 1.0}, uniform))] += 1.0;
        }
        double statistic = 0.0;
        double bins = 0.0;
        double rest = 0.0;
        double restCount = 0.0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            if (p[i] * kDraws >= 8.0) {
                statistic += std::pow(count[i] - p[i] * kDraws, 2.0) / (p[i] * kDraws);
                bins += 1.0;
            } else {
                rest += p[i] * kDraws;
                restCount += count[i];
            }
        }
        if (rest > 0.0) {
            statistic += std::pow(restCount - rest, 2.0) / rest;
            bins += 1.0;
        }
        const double degrees = bins - 1.0;
        const double share = 2.0 / (9.0 * degrees);
        const double bound = degrees * std::pow(1.0 - share + 3.719 * std::sqrt(share), 3.0);
        qInfo("chi-square %.1f with %.0f degrees of freedom, bound %.1f", statistic, degrees,
              bound);
        QVERIFY(degrees > 50.0);
        QVERIFY(statistic < bound);
    }

    void lowTemperatureTakesTheMostLikely()
    {
        const std::vector<float> values = logits();
        const auto best = std::max_element(values.begin(), values.end()) - values.begin();
        QCOMPARE(draw(values, {1e-6, 1.0}, 0.999), static_cast<std::int32_t>(best));
    }
};

QTEST_GUILESS_MAIN(TstTokenSampler)
#include "tst_token_sampler.moc"
