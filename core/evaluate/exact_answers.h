// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace neurograft {

/// Task `exact` (decisions.md D69). The gold of an item is the stripped response.

/// N of the last "So the answer is N." in a response; nothing when there is none or N is no number
/// (a currency sign before it and a percent sign behind it are passed over).
std::optional<std::string> statedNumber(std::string_view response);

/// The part of an output that is compared: its last number by the `corrected` rule of evaluation.md
/// 3 when @p gold states one, empty when there is none; else the stripped output.
std::string exactAnswer(std::string_view output, std::string_view gold);

/// Whether exactAnswer() is right: less than 1e-6 from the number @p gold states, else the same
/// text.
bool equalExactAnswers(std::string_view answer, std::string_view gold);

} // namespace neurograft
