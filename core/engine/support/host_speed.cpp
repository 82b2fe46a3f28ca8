// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/support/host_speed.h"

#include "core/run/planned_machine.h"

#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace neurograft {

double hostFlops()
{
    if (plannedMachine()) {
        return plannedMachine()->hostFlops;
    }
    const c10::InferenceMode inference;
    constexpr std::int64_t kSize = 512;
    const at::Tensor a = at::ones({kSize, kSize});
    at::matmul(a, a); // warm
    const auto begin = std::chrono::steady_clock::now();
    at::matmul(a, a);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    return 2.0 * kSize * kSize * kSize / std::max(spent.count(), 1e-6);
}

} // namespace neurograft
