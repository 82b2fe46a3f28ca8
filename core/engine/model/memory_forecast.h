// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstdint>
#include <map>
#include <string>

namespace neurograft {

/// What the weights of a model take, from headers alone; a folder without weights is forecast from
/// its config.
struct MemoryForecast {
    std::string storedType; ///< "bfloat16"; "unknown" when neither tensors nor config tell
    std::int64_t parameters = 0;
    std::int64_t storedBytes = 0;
    /// Host memory per compute type: the mapped file whatever the type, see linearOver().
    std::map<std::string, std::int64_t> hostBytes;
    /// All weights in the compute type, as on a GPU.
    std::map<std::string, std::int64_t> deviceBytes;
};

MemoryForecast forecastMemory(const Checkpoint& checkpoint);

} // namespace neurograft
