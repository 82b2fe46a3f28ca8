// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace neurograft {

/// Rewrites a regular expression of tokenizer.json (Oniguruma, Ruby syntax) for PCRE2 with the same
/// meaning: \s is exactly Unicode White_Space, \w is Alphabetic + M + Nd + Pc, \h a hexadecimal
/// digit. Where the dialects differ in a way that cannot be rewritten simply (set operations and
/// nested classes, POSIX classes, {n,m}+, inline m or s options) the pattern is refused rather than
/// read differently.
/// @param where file and key, for errors
/// @throws FormatError for a pattern of those kinds
std::string toPcreDialect(std::string_view pattern, const std::string& where);

} // namespace neurograft
