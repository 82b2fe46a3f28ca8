// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <string>

namespace neurograft {

/// Fixed decimals in every locale, a true minus sign and never "−0": "0.25", "−0.10". NaN gives
/// "undefined".
QString numberText(double value, int decimals);
/// The same with its sign in front: "+0.120", "−0.085"; what rounds to zero has none.
QString signedNumberText(double value, int decimals);
/// Box style of ux.md 5.1, without the leading zero: ".691", "−.012", "1.000".
QString shortNumberText(double value, int decimals = 3);
/// Digits in groups of three with narrow no-break spaces: "4 096".
QString countText(std::int64_t count);
/// Shortest text that reads back as the same double, ASCII, for files: "0.691", "-4.5e-05"; NaN
/// gives "nan".
std::string fileNumber(double value);

} // namespace neurograft
