// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace neurograft {

/// The alphabet of byte-level BPE (GPT-2): every byte has one printable character. Bytes that are
/// printable Latin-1 stand for themselves, the other 68 are U+0100 … U+0143 in the order of their
/// values (a blank is U+0120, "Ġ").
char32_t characterOfByte(unsigned char byte);

/// The byte a character stands for, or -1.
int byteOfCharacter(char32_t character);

/// The characters of some bytes, as UTF-8.
std::string toByteAlphabet(std::string_view bytes);

/// The bytes of a token written in the alphabet; a token with a foreign character gives its own
/// UTF-8 bytes.
std::string fromByteAlphabet(std::string_view token);

} // namespace neurograft
