// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace neurograft {

/// The three ways of reading a number out of an answer (evaluation.md 3, decisions.md D63, D64).
/// Digits are ASCII.

/// Commas between two digits removed in one pass from the left that consumes both digits:
/// "1,234" becomes "1234", "1,2,3" becomes "12,3".
std::string withoutDigitCommas(std::string_view text);

/// `oi`: the last match of [-+]?[0-9]*\.[0-9]+|[0-9]+ once digit commas are gone; without one the
/// whole text. "-5" gives "5".
std::string numberAnswerOi(std::string_view output);
/// `oi`: equal once ASCII letters are small and ASCII punctuation is deleted: 3.5 equals 35, a
/// minus sign is ignored.
bool equalAnswersOi(std::string_view answer, std::string_view gold);

/// `corrected`: the last number once digit commas are gone, with its sign unless a digit stands
/// before that: "3-5" gives "5". Nothing when there is none.
std::optional<std::string> numberAnswerCorrected(std::string_view text);
/// `corrected`: both are numbers less than 1e-6 apart.
bool equalNumbers(std::string_view answer, std::string_view gold);

/// `ml`: the first [-+]?[0-9]*[.,/]?[0-9]+ behind the last "The answer is: ", its comma dropped, a
/// fraction divided (denominator 0: the numerator), rounded half to even. Nothing without phrase or
/// number, and for a fraction without numerator.
std::optional<std::string> numberAnswerMl(std::string_view output);

} // namespace neurograft
