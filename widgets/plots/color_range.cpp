// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_range.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr double kSimilarityStep = 0.05;

/// About a tenth of @p span: 1, 2 or 5 times a power of ten.
double tickStep(double span)
{
    if (!(span > 0.0)) {
        return kSimilarityStep;
    }
    const double tenth = span / 10.0;
    const double power = std::pow(10.0, std::floor(std::log10(tenth)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (tenth <= factor * power * (1.0 + 1e-9)) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

} // namespace

ColorRange roundOutwards(double low, double high, double step)
{
    // A value that is a multiple up to rounding stays where it is.
    const double slack = 1e-9;
    double first = std::floor(low / step + slack);
    double last = std::ceil(high / step - slack);
    if (last <= first) {
        last = first + 1.0;
    }
    // Through the reciprocal: 19 / 20 is the double nearest 0.95, 19 * 0.05 is not.
    const double perUnit = std::round(1.0 / step);
    const bool isReciprocal = perUnit >= 1.0 && std::abs(perUnit * step - 1.0) < 1e-12;
    const auto bound = [&](double k) {
        return k == 0.0 ? 0.0 : isReciprocal ? k / perUnit : k * step;
    };
    return {bound(first), bound(last)};
}

bool isBoundedMeasure(const QString& measure)
{
    static const std::array<const char*, 14> kBounded{"cka-biased",
                                                      "cka-rbf-biased",
                                                      "cca",
                                                      "svcca",
                                                      "pwcca",
                                                      "pwcca-teacher",
                                                      "regression",
                                                      "regression-teacher",
                                                      "procrustes",
                                                      "mutual-knn",
                                                      "jaccard-knn",
                                                      "cca-r2",
                                                      "mutual-knn-cosine",
                                                      "eigenspace"};
    return std::any_of(kBounded.begin(), kBounded.end(),
                       [&](const char* name) { return measure == QLatin1String(name); })
        || measure == QLatin1String("dcor");
}

ColorRange lockedRange(const std::vector<const HeatmapData*>& panels, bool isDiverging)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    bool areBounded = !panels.empty() && !isDiverging;
    bool isFine = false; // what is no similarity has a size of its own
    for (const HeatmapData* panel : panels) {
        areBounded = areBounded && isBoundedMeasure(panel->measure);
        isFine = isFine || !panel->quantity.isEmpty();
        const HeatmapStatistics shown = heatmapStatistics(*panel, true);
        if (shown.count > 0) {
            low = std::min(low, shown.low);
            high = std::max(high, shown.high);
        }
    }
    if (areBounded) {
        return {0.0, 1.0};
    }
    if (!(low <= high)) {
        return isDiverging ? ColorRange{-1.0, 1.0} : ColorRange{0.0, 1.0};
    }
    if (isDiverging) {
        const double largest = std::max(std::abs(low), std::abs(high));
        const ColorRange outer =
            roundOutwards(0.0, largest, isFine ? tickStep(largest) : kSimilarityStep);
        return {-outer.high, outer.high};
    }
    return roundOutwards(low, high, isFine ? tickStep(high - low) : kSimilarityStep);
}

} // namespace neurograft
