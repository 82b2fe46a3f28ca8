// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Python's str.strip() on UTF-8 (decisions.md D4): white space of both ends removed.
std::string_view stripPython(std::string_view text);

/// Number of code points; a malformed byte counts as one.
std::int64_t codePointCount(std::string_view text);

/// Byte offset of every code point's start, and text.size() at the end.
std::vector<std::int64_t> codePointStarts(std::string_view text);

/// Index of the first byte that is no valid UTF-8, or -1. Surrogates and overlong forms are invalid.
std::int64_t firstInvalidUtf8(std::string_view text);

} // namespace neurograft
