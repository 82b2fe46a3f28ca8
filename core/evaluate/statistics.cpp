// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/statistics.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace neurograft {

namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

std::string pairText(std::int64_t first, std::int64_t second)
{
    return std::to_string(first) + " and " + std::to_string(second);
}

/// log of the binomial coefficient, n over k.
double logChoose(std::int64_t n, std::int64_t k)
{
    double sum = 0.0;
    for (std::int64_t i = 1; i <= k; ++i) {
        sum += std::log(static_cast<double>(n - k + i) / static_cast<double>(i));
    }
    return sum;
}

/// Point at share @p q of ascending @p values, between neighbours in proportion.
double percentile(const std::vector<double>& values, double q)
{
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - std::floor(place)) * (values[above] - values[below]);
}

} // namespace

Interval wilsonInterval(std::int64_t correct, std::int64_t n)
{
    if (correct < 0 || correct > n) {
        throw DomainError("wilsonInterval", "0 <= correct <= n", pairText(correct, n));
    }
    if (n == 0) {
        return {kNoNumber, kNoNumber};
    }
    const auto count = static_cast<double>(n);
    const double share = static_cast<double>(correct) / count;
    const double z2 = kNormal975 * kNormal975;
    const double centre = share + z2 / (2.0 * count);
    const double half =
        kNormal975 * std::sqrt(share * (1.0 - share) / count + z2 / (4.0 * count * count));
    const double scale = 1.0 + z2 / count;
    // The ends of an empty and a full share are exactly 0 and 1; rounding would miss them.
    return {correct == 0 ? 0.0 : (centre - half) / scale,
            correct == n ? 1.0 : (centre + half) / scale};
}

double mcnemarExact(std::int64_t onlyA, std::int64_t onlyB)
{
    if (onlyA < 0 || onlyB < 0) {
        throw DomainError("mcnemarExact", "counts from 0", pairText(onlyA, onlyB));
    }
    const std::int64_t n = onlyA + onlyB;
    const std::int64_t smaller = std::min(onlyA, onlyB);
    if (2 * smaller == n) {
        return 1.0;
    }
    double term = 1.0; // of the sum, as a share of its largest, i = smaller
    double sum = 1.0;
    for (std::int64_t i = smaller; i > 0; --i) {
        term *= static_cast<double>(i) / static_cast<double>(n - i + 1);
        sum += term;
    }
    const double logLargest = logChoose(n, smaller) - static_cast<double>(n) * std::log(2.0);
    return std::min(1.0, 2.0 * std::exp(logLargest) * sum);
}

BootstrapResult pairedBootstrap(const std::vector<double>& differences, std::uint64_t seed,
                                std::int64_t resamples)
{
    const auto isNumber = [](double value) { return std::isfinite(value); };
    if (differences.empty() || resamples < 1
        || !std::all_of(differences.begin(), differences.end(), isNumber)) {
        throw DomainError("pairedBootstrap", "finite differences and at least one resample",
                          std::to_string(differences.size()) + " differences, "
                              + std::to_string(resamples) + " resamples");
    }
    RandomStream stream(seed, "evaluate.bootstrap", 0);
    const std::uint64_t n = differences.size();
    std::vector<double> means(static_cast<std::size_t>(resamples));
    std::int64_t notAbove = 0;
    std::int64_t notBelow = 0;
    for (double& mean : means) {
        double sum = 0.0;
        for (std::uint64_t item = 0; item < n; ++item) {
            sum += differences[stream.below(n)];
        }
        mean = sum / static_cast<double>(n);
        notAbove += mean <= 0.0 ? 1 : 0;
        notBelow += mean >= 0.0 ? 1 : 0;
    }
    std::sort(means.begin(), means.end());
    BootstrapResult result;
    result.interval = {percentile(means, 0.025), percentile(means, 0.975)};
    const auto tail = static_cast<double>(std::min(notAbove, notBelow) + 1);
    result.p = std::min(1.0, 2.0 * tail / static_cast<double>(resamples + 1));
    return result;
}

double passAtK(std::int64_t n, std::int64_t passed, std::int64_t k)
{
    if (passed < 0 || passed > n || k < 1 || k > n) {
        throw DomainError("passAtK", "0 <= passed <= n and 1 <= k <= n",
                          pairText(passed, n) + ", k " + std::to_string(k));
    }
    if (n - passed < k) {
        return 1.0;
    }
    double noneAmongThem = 1.0;
    for (std::int64_t i = n - passed + 1; i <= n; ++i) {
        noneAmongThem *= 1.0 - static_cast<double>(k) / static_cast<double>(i);
    }
    return 1.0 - noneAmongThem;
}

MeanAndDeviation meanAndDeviation(const std::vector<double>& values)
{
    if (values.empty()) {
        throw DomainError("meanAndDeviation", "at least one value", "none");
    }
    const auto n = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, values.size() < 2 ? kNoNumber : std::sqrt(squares / (n - 1.0)),
            static_cast<std::int64_t>(values.size())};
}

} // namespace neurograft
