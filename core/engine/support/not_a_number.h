// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

namespace neurograft {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

} // namespace neurograft
