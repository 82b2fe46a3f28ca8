// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace neurograft {

/// Line, from 1, on which the value of a JSON pointer ("/steps/2/seed") begins. Of a pointer whose
/// end is not there the longest beginning counts; of a text that is no JSON what was read before.
std::size_t lineOfPlace(std::string_view json, std::string_view pointer);

/// Line, from 1, of a byte.
std::size_t lineOfByte(std::string_view text, std::size_t byte);

} // namespace neurograft
