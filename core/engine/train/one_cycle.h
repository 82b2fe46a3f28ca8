// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// One-cycle schedule (Smith and Topin 2018, arXiv:1708.07120) as the official LaTen code takes it
/// from its library: cosine up over a share of the steps, cosine back to the start (transfer.md
/// 6.5).
struct OneCycle {
    std::int64_t steps = 1; ///< N
    double warmupShare = 0.1; ///< the peak is reached at step warmupShare * N - 1
};

/// Value at step @p step, from 0, of a number that goes from @p start to @p peak and back. With e0
/// = warmupShare * N - 1, e1 = N - 1: u = step / e0 up to e0 (1 when e0 <= 0, decisions.md D31),
/// then u = (step - e0) / (e1 - e0); cosine b + (a - b) / 2 * (1 + cos(pi u)) from a to b.
double oneCycleAt(const OneCycle& cycle, std::int64_t step, double start, double peak);

/// AdamW's beta1 in that schedule: 0.95 to 0.85 and back.
inline constexpr double kCycleStartBeta = 0.95;
inline constexpr double kCyclePeakBeta = 0.85;
/// First and last learning rate: the peak divided by this.
inline constexpr double kCycleDivisor = 25.0;

} // namespace neurograft
