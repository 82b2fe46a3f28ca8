// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// @p output up to the first place where one of @p stops begins.
std::string cutAtStops(std::string_view output, const std::vector<std::string>& stops);

/// The program in an answer of `ml` (evaluation.md 4.2, decisions.md D64), in this order: the first
/// fenced block, one tagged python if there is one; everything from the first main guard or
/// "# Example usage" cut off; stripped; tabs to four spaces.
std::string programOfMl(std::string_view output);

} // namespace neurograft
