// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/one_cycle.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

double cosineBetween(double from, double to, double share)
{
    constexpr double kPi = 3.14159265358979323846;
    return to + 0.5 * (from - to) * (1.0 + std::cos(kPi * share));
}

} // namespace

double oneCycleAt(const OneCycle& cycle, std::int64_t step, double start, double peak)
{
    const auto at = static_cast<double>(step);
    const double top = cycle.warmupShare * static_cast<double>(cycle.steps) - 1.0;
    const double end = static_cast<double>(cycle.steps) - 1.0;
    if (at <= top) {
        return cosineBetween(start, peak, top > 0.0 ? at / top : 1.0);
    }
    return cosineBetween(peak, start, std::min(1.0, (at - top) / (end - top)));
}

} // namespace neurograft
