// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/tail_bounds.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kTailSlack = 1.0 + 1e-9; ///< for the rounding of a few float64 operations
constexpr double kCertainMass = 30.0; ///< times its error: so much P is enough for a mean
constexpr double kLargestExponent = 60.0;

/// expm1(y) - y without cancellation.
double effectCurve(double y)
{
    return std::abs(y) < 1e-3 ? y * y * (0.5 + y * (1.0 / 6.0 + y / 24.0)) : std::expm1(y) - y;
}

/// h(y) for y >= 0, a little more than it.
double effectCurvature(double y)
{
    const double wide = std::max(y, 1e-2); // below what it is there does
    return effectCurve(wide) / (wide * wide) * kTailSlack;
}

} // namespace

TailBounds tailBounds(const TailFacts& facts)
{
    const double reach = std::abs(facts.centre) + facts.radius; // >= |y|
    const double withoutMean = effectCurvature(std::min(reach, kLargestExponent)) * facts.largestP
        * facts.squares * kTailSlack;
    if (facts.p < kCertainMass * facts.pError || facts.p <= 0.0) {
        return {0.0, withoutMean, withoutMean * 0.5};
    }
    const double mean = std::clamp(facts.sum / facts.p, -reach, reach);
    const double error =
        (facts.sumError + std::abs(mean) * facts.pError) / (facts.p - facts.pError) * kTailSlack;
    if (!(std::abs(mean) + error < kLargestExponent) || !(reach < kLargestExponent)) {
        return {0.0, withoutMean, withoutMean * 0.5};
    }
    const double ends[] = {effectCurve(mean - error), effectCurve(mean + error)};
    const double least = std::abs(mean) <= error ? 0.0 : std::min(ends[0], ends[1]);
    const double most = std::max(ends[0], ends[1]);
    const double farthest = facts.radius + std::abs(facts.centre - mean) + error;
    const double around =
        std::exp(mean + error) * effectCurvature(farthest) * facts.largestP * facts.scatter;
    TailBounds bounds;
    bounds.low = std::max(0.0, facts.p - facts.pError) * least / kTailSlack;
    bounds.high = std::min(((facts.p + facts.pError) * most + around) * kTailSlack, withoutMean);
    const double likely = facts.p
        * (effectCurve(mean) + std::exp(mean) * 0.5 * facts.scatter / std::max(1.0, facts.count));
    bounds.likely = std::clamp(likely, bounds.low, std::max(bounds.low, bounds.high));
    return bounds;
}

} // namespace neurograft
