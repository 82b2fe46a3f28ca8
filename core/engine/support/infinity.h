// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

namespace neurograft {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

} // namespace neurograft
