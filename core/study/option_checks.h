// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace neurograft {

/// Checks that the options of several commands have in common. Each throws UsageError naming the
/// option.

bool isOneOf(const std::string& word, const std::vector<std::string>& words);
void requireWord(const std::string& option, const std::string& value,
                 const std::vector<std::string>& words);
/// @param most allowed, too
void requireFrom(const std::string& option, std::int64_t value, std::int64_t least,
                 std::int64_t most = std::numeric_limits<std::int64_t>::max());
/// A number in [least, most), or an error with the @p words of the range.
void requireIn(const std::string& option, double value, double least, double most,
               const std::string& words);
void requireAbove(const std::string& option, double value);

} // namespace neurograft
