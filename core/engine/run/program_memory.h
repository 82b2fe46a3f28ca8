// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Resident whatever is computed, most of it LibTorch (measured).
inline constexpr double kProgramBytes = 180e6;

} // namespace neurograft
