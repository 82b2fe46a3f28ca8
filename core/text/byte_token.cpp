// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_token.h"

#include "core/support/text_utf8.h"

namespace neurograft {

namespace {

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

} // namespace

std::string byteToken(unsigned char byte)
{
    static constexpr const char* kDigits = "0123456789ABCDEF";
    return std::string("<0x") + kDigits[byte >> 4U] + kDigits[byte & 15U] + '>';
}

int byteOfToken(std::string_view token)
{
    if (token.size() != 6 || token.substr(0, 3) != "<0x" || token[5] != '>') {
        return -1;
    }
    const int high = hexValue(token[3]);
    const int low = hexValue(token[4]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string showBytes(std::string_view bytes)
{
    std::string text;
    while (!bytes.empty()) {
        const std::int64_t invalid = firstInvalidUtf8(bytes);
        text.append(bytes.substr(0, static_cast<std::size_t>(invalid)));
        if (invalid < 0) {
            break;
        }
        text += byteToken(static_cast<unsigned char>(bytes[static_cast<std::size_t>(invalid)]));
        bytes.remove_prefix(static_cast<std::size_t>(invalid) + 1);
    }
    return text;
}

} // namespace neurograft
