// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A part of a text, in bytes; the end is behind it.
struct JsonSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// A value in an object or a list of a JSON text.
struct JsonChild {
    std::string name; ///< its key without quotes and escapes, its index in a list
    JsonSpan key; ///< with the quotes; empty in a list
    JsonSpan value;

    std::size_t begin() const { return key.end > 0 ? key.begin : value.begin; }
};

/// What is in the object or list that begins at a byte, in its order; of a text that is no JSON
/// what could be read. Nothing for a value of another kind.
std::vector<JsonChild> jsonChildren(std::string_view json, std::size_t begin);

/// The value of a JSON pointer ("/steps/2/seed"); nothing when it is not there. Of a key that
/// stands twice the last counts, as for those who read the text.
std::optional<JsonSpan> spanOfPlace(std::string_view json, std::string_view pointer);

/// Line, from 1, on which the value of a JSON pointer begins with its key. Of a pointer whose end
/// is not there the longest beginning counts; of a text that is no JSON what was read before.
std::size_t lineOfPlace(std::string_view json, std::string_view pointer);

/// Line, from 1, of a byte.
std::size_t lineOfByte(std::string_view text, std::size_t byte);

} // namespace neurograft
