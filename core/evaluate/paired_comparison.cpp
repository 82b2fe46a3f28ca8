// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/paired_comparison.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace neurograft {

namespace {

std::string fixed(double value, int decimals, bool hasSign = false)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, hasSign ? "%+.*f" : "%.*f", decimals, value);
    return buffer;
}

} // namespace

PairedComparison comparePaired(const std::vector<double>& a, const std::vector<double>& b,
                               std::uint64_t seed)
{
    if (a.size() != b.size()) {
        throw ShapeError("comparePaired", "as many items in both runs",
                         std::to_string(a.size()) + " and " + std::to_string(b.size()));
    }
    PairedComparison result;
    std::vector<double> differences;
    bool isBinary = true;
    double sumA = 0.0;
    double sumB = 0.0;
    for (std::size_t item = 0; item < a.size(); ++item) {
        if (std::isnan(a[item]) || std::isnan(b[item])) {
            continue;
        }
        for (const double value : {a[item], b[item]}) {
            isBinary = isBinary && (value == 0.0 || value == 1.0);
        }
        sumA += a[item];
        sumB += b[item];
        differences.push_back(b[item] - a[item]);
        result.better += b[item] > a[item] ? 1 : 0;
        result.worse += b[item] < a[item] ? 1 : 0;
    }
    result.n = static_cast<std::int64_t>(differences.size());
    if (differences.empty()) {
        const double none = std::numeric_limits<double>::quiet_NaN();
        result.scoreA = result.scoreB = result.difference = none;
        result.interval = {none, none};
        return result;
    }
    const auto n = static_cast<double>(result.n);
    result.scoreA = sumA / n;
    result.scoreB = sumB / n;
    result.difference = (sumB - sumA) / n;
    const BootstrapResult bootstrap = pairedBootstrap(differences, seed);
    result.interval = bootstrap.interval;
    result.test = isBinary ? "mcnemar" : "bootstrap";
    result.p = isBinary ? mcnemarExact(result.worse, result.better) : bootstrap.p;
    result.isSignificant = result.p < kSignificanceLevel;
    return result;
}

std::string probabilityText(double p)
{
    return p < 0.001 ? "< 0.001" : "= " + fixed(p, 3);
}

std::string comparisonSentence(const std::string& name, const PairedComparison& comparison)
{
    if (comparison.n == 0) {
        return name + ": no item is scored in both runs, so nothing can be compared.";
    }
    const double points = 100.0 * comparison.difference;
    std::string text = name + ": " + fixed(comparison.scoreA, 3) + " -> "
        + fixed(comparison.scoreB, 3) + " (" + fixed(points, 1, true) + " points, 95 % "
        + fixed(100.0 * comparison.interval.low, 1, true) + " to "
        + fixed(100.0 * comparison.interval.high, 1, true) + ") on " + std::to_string(comparison.n)
        + (comparison.n == 1 ? " item, " : " items, ") + std::to_string(comparison.better)
        + " better, " + std::to_string(comparison.worse) + " worse, p "
        + probabilityText(comparison.p)
        + (comparison.test == "mcnemar" ? " (McNemar)" : " (bootstrap)");
    if (!*comparison.isSignificant) {
        return text + ": not distinguishable.";
    }
    return text + (comparison.difference > 0.0 ? ": better." : ": worse.");
}

} // namespace neurograft
