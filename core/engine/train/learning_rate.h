// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// OneCycle has a warm-up of its own (one_cycle.h); OneCycleStart stays at its first rate, as the
/// first official code did, whose schedule never moved (transfer.md 6.5).
enum class Decay { Constant, Linear, Cosine, OneCycle, OneCycleStart };

/// Learning rate over a run: linear warm-up from 0, then a decay to a share of the peak.
struct ScheduleOptions {
    double peak = 3e-4; ///< highest rate (transfer.md 1)
    std::int64_t steps = 0; ///< length of the whole run, warm-up included
    std::int64_t warmupSteps = 0; ///< transfer.md 1: ceil(0.03 * steps)
    Decay decay = Decay::Linear;
    double finalShare = 0.0; ///< rate at the end, as a share of the peak
    bool startsAtZero = false; ///< warm-up as the official trainer has it: the first rate is 0
    double cycleWarmup = 0.1; ///< OneCycle: share of the steps before the peak
};

/// Rate of step @p step, counted from 0. Warm-up: peak * (step + 1) / warmupSteps, or peak *
/// step / warmupSteps when it starts at zero. Then with t = (step - warmupSteps) / (steps -
/// warmupSteps): linear peak * (1 - t), cosine peak * (1 + cos(pi t)) / 2, both stretched to end at
/// finalShare. OneCycle: peak / 25 to peak and back.
double learningRateAt(const ScheduleOptions& schedule, std::int64_t step);
/// AdamW's beta1 of that step where the one-cycle schedule moves it, too (transfer.md 6.5). @pre
/// decay is OneCycle or OneCycleStart
double cycledBetaAt(const ScheduleOptions& schedule, std::int64_t step);

} // namespace neurograft
