// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace neurograft {

/// The token that stands for one byte where characters fall back to bytes: "<0x0A>".
std::string byteToken(unsigned char byte);

/// The byte such a token stands for, or -1.
int byteOfToken(std::string_view token);

/// Bytes for a table: characters as they are, every byte that belongs to none as "<0xE6>".
std::string showBytes(std::string_view bytes);

} // namespace neurograft
