// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace neurograft {

/// A machine with one GPU that a dry run plans for in place of this one.
struct PlannedMachine {
    double deviceBytes = 0.0; ///< memory of the GPU
    double hostBytes = 0.0; ///< memory of the machine; 0 = as here
    double hostFlops = 1e12; ///< of one product on its processors: a server, roughly
};

/// The machine that plans are made for; nothing: this one. Devices are resolved and memory is
/// judged by it, nothing may be computed while it is set. One for the whole process, set before
/// plans are made.
inline std::optional<PlannedMachine>& plannedMachine()
{
    static std::optional<PlannedMachine> machine;
    return machine;
}

} // namespace neurograft
