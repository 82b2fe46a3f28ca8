// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Memory of one GPU as the driver sees it, all programs together.
struct GpuMemory {
    int index = 0; ///< of device cuda:N in this process
    std::uint64_t usedBytes = 0;
    std::uint64_t totalBytes = 0;
};

/// Asks NVIDIA's management library, which needs no place on the GPU. Takes some milliseconds;
/// thread-safe. Never throws.
/// @return empty without a GPU, or where the driver does not tell
std::vector<GpuMemory> readGpuMemory();

} // namespace neurograft
