// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <string>
#include <string_view>

namespace neurograft {

/// One line of a data file, rendered to prompt and response:
/// `messages` (D1): every message but the last as "<|role|>" NL strip(content) NL NL, then
/// "<|assistant|>" NL; the response is strip(last content) NL NL. `prompt`/`response` (D2) and
/// `text` (D3): verbatim. Of several the first of messages, response, text counts. Strip is
/// Python's str.strip() (D4).
/// @param where file and line, for errors; @p line is the row from 0
/// @throws FormatError when the line is no such row
ExampleRow renderRow(std::string_view json, const std::string& where, std::int64_t line);

} // namespace neurograft
