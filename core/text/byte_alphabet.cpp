// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"

#include "core/text/code_points.h"

#include <array>

namespace neurograft {

namespace {

struct Tables {
    std::array<char32_t, 256> characters{};
    std::array<int, 0x144> bytes{};

    Tables()
    {
        bytes.fill(-1);
        char32_t next = 0x100;
        for (char32_t byte = 0; byte < 256; ++byte) {
            const bool isPrintable =
                (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
            characters[byte] = isPrintable ? byte : next++;
            bytes[characters[byte]] = static_cast<int>(byte);
        }
    }
};

const Tables& tables()
{
    static const Tables instance;
    return instance;
}

} // namespace

char32_t characterOfByte(unsigned char byte)
{
    return tables().characters[byte];
}

int byteOfCharacter(char32_t character)
{
    return character < tables().bytes.size() ? tables().bytes[character] : -1;
}

std::string toByteAlphabet(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes) {
        appendCodePoint(text, characterOfByte(static_cast<unsigned char>(byte)));
    }
    return text;
}

std::string fromByteAlphabet(std::string_view token)
{
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
        const CodePoint character = codePointAt(token, at);
        const int byte = byteOfCharacter(character.value);
        if (byte < 0) {
            return std::string(token);
        }
        bytes.push_back(static_cast<char>(byte));
        at += character.length;
    }
    return bytes;
}

} // namespace neurograft
