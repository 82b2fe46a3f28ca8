// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// What a process and all that descend from it have taken so far.
struct ProcessTreeUse {
    /// In memory: sum of the resident sets, pages held in common counted for each.
    std::int64_t residentBytes = 0;
    /// Longest time that one of them was ready to run and had to wait for a processor.
    double waitSeconds = 0.0;
};

/// Zeros where the system does not tell.
ProcessTreeUse processTreeUse(int process);

} // namespace neurograft
