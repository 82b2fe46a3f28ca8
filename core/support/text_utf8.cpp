// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/text_utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

/// Decodes one code point at @p at; a malformed byte gives -1 and length 1.
utf8proc_int32_t codePointAt(std::string_view text, std::size_t at, std::size_t* length)
{
    utf8proc_int32_t codePoint = -1;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                        static_cast<utf8proc_ssize_t>(text.size() - at), &codePoint);
    *length = taken > 0 ? static_cast<std::size_t>(taken) : 1;
    return taken > 0 ? codePoint : -1;
}

bool isPythonSpace(utf8proc_int32_t c)
{
    static constexpr std::array<utf8proc_int32_t, 8> kSingles {0x85,   0xa0,   0x1680, 0x2028,
                                                               0x2029, 0x202f, 0x205f, 0x3000};
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || (c >= 0x2000 && c <= 0x200a)
        || std::find(kSingles.begin(), kSingles.end(), c) != kSingles.end();
}

} // namespace

std::string_view stripPython(std::string_view text)
{
    std::size_t begin = 0;
    std::size_t length = 1;
    while (begin < text.size() && isPythonSpace(codePointAt(text, begin, &length))) {
        begin += length;
    }
    std::size_t end = begin;
    for (std::size_t at = begin; at < text.size(); at += length) {
        if (!isPythonSpace(codePointAt(text, at, &length))) {
            end = at + length;
        }
    }
    return text.substr(begin, end - begin);
}

std::int64_t codePointCount(std::string_view text)
{
    return static_cast<std::int64_t>(codePointStarts(text).size()) - 1;
}

std::vector<std::int64_t> codePointStarts(std::string_view text)
{
    std::vector<std::int64_t> starts;
    starts.reserve(text.size() + 1);
    std::size_t length = 1;
    for (std::size_t at = 0; at < text.size(); at += length) {
        starts.push_back(static_cast<std::int64_t>(at));
        codePointAt(text, at, &length);
    }
    starts.push_back(static_cast<std::int64_t>(text.size()));
    return starts;
}

std::int64_t firstInvalidUtf8(std::string_view text)
{
    std::size_t length = 1;
    for (std::size_t at = 0; at < text.size(); at += length) {
        if (codePointAt(text, at, &length) < 0) {
            return static_cast<std::int64_t>(at);
        }
    }
    return -1;
}

} // namespace neurograft
