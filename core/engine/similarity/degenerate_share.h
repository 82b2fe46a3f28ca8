// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// A spread below this share of the mean square is rounding: the representation counts as constant
/// and its similarity as undefined (decisions.md section 8, code 3).
inline constexpr double kDegenerateShare = 1e-10;

} // namespace neurograft
