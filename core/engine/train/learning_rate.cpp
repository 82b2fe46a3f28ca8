// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/learning_rate.h"

#include "core/engine/train/one_cycle.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// A number that follows the one-cycle schedule, or stays at its start.
double cycledAt(const ScheduleOptions& schedule, std::int64_t step, double start, double peak)
{
    return schedule.decay == Decay::OneCycleStart
        ? start
        : oneCycleAt({schedule.steps, schedule.cycleWarmup}, step, start, peak);
}

} // namespace

double learningRateAt(const ScheduleOptions& schedule, std::int64_t step)
{
    if (schedule.decay == Decay::OneCycle || schedule.decay == Decay::OneCycleStart) {
        return cycledAt(schedule, step, schedule.peak / kCycleDivisor, schedule.peak);
    }
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

double cycledBetaAt(const ScheduleOptions& schedule, std::int64_t step)
{
    return cycledAt(schedule, step, kCycleStartBeta, kCyclePeakBeta);
}

} // namespace neurograft
