// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace neurograft {

/// One code point and the bytes it takes in UTF-8.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;
};

/// The code point that starts at byte @p at. @pre @p text is valid UTF-8 and @p at is the start of
/// a character
inline CodePoint codePointAt(std::string_view text, std::size_t at)
{
    const auto byte = [text](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    const char32_t first = byte(at);
    if (first < 0x80) {
        return {first, 1};
    }
    if (first < 0xe0) {
        return {((first & 0x1fU) << 6U) | (byte(at + 1) & 0x3fU), 2};
    }
    if (first < 0xf0) {
        return {((first & 0x0fU) << 12U) | ((byte(at + 1) & 0x3fU) << 6U) | (byte(at + 2) & 0x3fU),
                3};
    }
    return {((first & 0x07U) << 18U) | ((byte(at + 1) & 0x3fU) << 12U)
                | ((byte(at + 2) & 0x3fU) << 6U) | (byte(at + 3) & 0x3fU),
            4};
}

/// Start of the character that ends at byte @p end. @pre 0 < end, valid UTF-8
inline std::size_t previousCodePoint(std::string_view text, std::size_t end)
{
    std::size_t at = end - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) {
        --at;
    }
    return at;
}

void appendCodePoint(std::string& text, char32_t value);
std::string utf8Of(char32_t value);

/// Unicode property White_Space (what Rust's char::is_whitespace and \s of regular expressions
/// mean).
bool isWhiteSpace(char32_t value);
/// General category N: Nd, Nl or No.
bool isNumeric(char32_t value);
/// \w of the reference's regular expressions: Alphabetic, M, Nd, Pc and the two joiners.
bool isWordCharacter(char32_t value);
/// General category M.
bool isMark(char32_t value);

/// Bytes to valid UTF-8; every maximal ill-formed part becomes U+FFFD (Unicode standard,
/// section 3.9).
std::string toValidUtf8(std::string_view bytes);

} // namespace neurograft
