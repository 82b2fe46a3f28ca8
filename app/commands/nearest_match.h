// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Number of single-character insertions, deletions, replacements and swaps of neighbours that turn
/// @p a into @p b (optimal string alignment distance).
std::size_t editDistance(std::string_view a, std::string_view b);

/// The candidate closest to @p word, the first of equals; empty when none is close enough to be a
/// plausible slip (more than two edits and more than a third of the word).
std::string nearestMatch(std::string_view word, const std::vector<std::string>& candidates);

} // namespace neurograft
