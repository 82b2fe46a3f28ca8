// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// Bytes in memory of a process and all that descend from it (sum of the resident sets, pages held
/// in common counted for each). 0 where the system does not tell.
std::int64_t processTreeBytes(int process);

} // namespace neurograft
