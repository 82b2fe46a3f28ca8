// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/code_points.h"

#include <utf8proc.h>

#include <algorithm>

namespace neurograft {

namespace {

utf8proc_category_t categoryOf(char32_t value)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(value));
}

/// Length of the longest prefix of @p bytes that could still become a character, at least 1; sets
/// @p isComplete when it is one.
std::size_t wellFormedPrefix(std::string_view bytes, bool* isComplete)
{
    const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned first = byte(0);
    *isComplete = first < 0x80;
    const std::size_t length = first < 0xc2 ? 1
        : first < 0xe0                      ? 2
        : first < 0xf0                      ? 3
        : first < 0xf5                      ? 4
                                            : 1;
    for (std::size_t i = 1; i < length; ++i) {
        unsigned low = 0x80;
        unsigned high = 0xbf;
        if (i == 1) {
            low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : low;
            high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : high;
        }
        if (i >= bytes.size() || byte(i) < low || byte(i) > high) {
            return i;
        }
    }
    *isComplete = *isComplete || length > 1;
    return length;
}

} // namespace

void appendCodePoint(std::string& text, char32_t value)
{
    const auto push = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (value < 0x80) {
        push(value);
    } else if (value < 0x800) {
        push(0xc0U | (value >> 6U));
        push(0x80U | (value & 0x3fU));
    } else if (value < 0x10000) {
        push(0xe0U | (value >> 12U));
        push(0x80U | ((value >> 6U) & 0x3fU));
        push(0x80U | (value & 0x3fU));
    } else {
        push(0xf0U | (value >> 18U));
        push(0x80U | ((value >> 12U) & 0x3fU));
        push(0x80U | ((value >> 6U) & 0x3fU));
        push(0x80U | (value & 0x3fU));
    }
}

std::string utf8Of(char32_t value)
{
    std::string text;
    appendCodePoint(text, value);
    return text;
}

bool isWhiteSpace(char32_t value)
{
    return (value >= 0x09 && value <= 0x0d) || value == 0x20 || value == 0x85 || value == 0xa0
        || value == 0x1680 || (value >= 0x2000 && value <= 0x200a) || value == 0x2028
        || value == 0x2029 || value == 0x202f || value == 0x205f || value == 0x3000;
}

bool isNumeric(char32_t value)
{
    const auto category = categoryOf(value);
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool isMark(char32_t value)
{
    const auto category = categoryOf(value);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool isWordCharacter(char32_t value)
{
    const auto category = categoryOf(value);
    const bool isLetterOrMark =
        category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
    // Circled and squared letters are symbols by category, yet Alphabetic.
    const bool isLetterSymbol = (value >= 0x24b6 && value <= 0x24e9)
        || (value >= 0x1f130 && value <= 0x1f149) || (value >= 0x1f150 && value <= 0x1f169)
        || (value >= 0x1f170 && value <= 0x1f189);
    return isLetterOrMark || category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL
        || category == UTF8PROC_CATEGORY_PC || isLetterSymbol || value == 0x200c || value == 0x200d;
}

std::string toValidUtf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        bool isComplete = false;
        const std::size_t length = wellFormedPrefix(bytes, &isComplete);
        if (isComplete) {
            text.append(bytes.substr(0, length));
        } else {
            text.append("\xef\xbf\xbd");
        }
        bytes.remove_prefix(length);
    }
    return text;
}

} // namespace neurograft
