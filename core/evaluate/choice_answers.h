// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// The letters a choice is made among.
inline constexpr std::array<char, 4> kChoiceLetters{'A', 'B', 'C', 'D'};

/// Index of the greatest logit; of equal ones the first (decisions.md D61).
/// @pre at least one, none of them NaN
std::size_t chosenIndex(const std::vector<float>& logits);

/// The letter a written answer names: the first A to D that stands alone behind the last "answer
/// is", else the first one anywhere. Empty when there is none.
std::string letterOfText(std::string_view output);

} // namespace neurograft
