// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/parity_tolerance.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kFloatTolerance = 1e-4;
constexpr double kFloatLogit = 32.0; ///< larger logits have wider spacings
constexpr double kRoundingsPerLayer = 10.0;
constexpr double kDeviations = 12.0;

/// Largest relative error of one rounding; 0 for float32, whose share the first term holds.
double halfRoundoff(const std::string& type)
{
    if (type == "bfloat16") {
        return std::ldexp(1.0, -8);
    }
    return type == "float16" ? std::ldexp(1.0, -11) : 0.0;
}

} // namespace

double parityTolerance(const ParityScale& scale)
{
    const double roundoff =
        std::hypot(halfRoundoff(scale.ourType), halfRoundoff(scale.referenceType));
    const double roundings = kRoundingsPerLayer * static_cast<double>(scale.layers) + 1.0;
    return kFloatTolerance * std::max(1.0, scale.largestLogit / kFloatLogit)
        + kDeviations * roundoff * std::sqrt(roundings / 3.0) * scale.spread;
}

} // namespace neurograft
