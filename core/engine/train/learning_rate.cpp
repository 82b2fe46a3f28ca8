// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/learning_rate.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

double learningRateAt(const ScheduleOptions& schedule, std::int64_t step)
{
    constexpr double kPi = 3.14159265358979323846;
    if (step < schedule.warmupSteps) {
        return schedule.peak * static_cast<double>(schedule.startsAtZero ? step : step + 1)
            / static_cast<double>(schedule.warmupSteps);
    }
    const auto rest =
        static_cast<double>(std::max<std::int64_t>(1, schedule.steps - schedule.warmupSteps));
    const double t = std::min(1.0, static_cast<double>(step - schedule.warmupSteps) / rest);
    double share = 1.0;
    if (schedule.decay == Decay::Linear) {
        share = 1.0 - t;
    } else if (schedule.decay == Decay::Cosine) {
        share = 0.5 * (1.0 + std::cos(kPi * t));
    }
    return schedule.peak * (schedule.finalShare + (1.0 - schedule.finalShare) * share);
}

} // namespace neurograft
