// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/resident_memory.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

namespace neurograft {

namespace {

struct Range {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
};

/// "7f12a000-7f13b000 r--s 00000000 fd:01 1234 /models/T/model.safetensors": where a mapping
/// begins; none for the lines about it.
std::optional<Range> rangeOf(const std::string& line)
{
    const char* const end = line.data() + line.size();
    Range range;
    const auto first = std::from_chars(line.data(), end, range.begin, 16);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '-') {
        return std::nullopt;
    }
    const auto second = std::from_chars(first.ptr + 1, end, range.end, 16);
    return second.ec == std::errc() ? std::optional<Range>(range) : std::nullopt;
}

/// Bytes of "Rss:              1234 kB"; none for other lines.
std::optional<std::int64_t> residentOf(const std::string& line)
{
    if (line.compare(0, 4, "Rss:") != 0) {
        return std::nullopt;
    }
    const std::size_t digit = line.find_first_of("0123456789");
    std::int64_t kibibytes = 0;
    if (digit != std::string::npos) {
        std::from_chars(line.data() + digit, line.data() + line.size(), kibibytes);
    }
    return kibibytes * 1024;
}

} // namespace

std::int64_t residentBytes(std::vector<const void*> addresses)
{
    std::sort(addresses.begin(), addresses.end(), std::less<>());
    const auto holdsOne = [&addresses](const Range& range) {
        const auto at =
            std::lower_bound(addresses.begin(), addresses.end(), range.begin,
                             [](const void* address, std::uintptr_t begin) {
                                 return reinterpret_cast<std::uintptr_t>(address) < begin;
                             });
        return at != addresses.end() && reinterpret_cast<std::uintptr_t>(*at) < range.end;
    };
    std::ifstream maps("/proc/self/smaps");
    std::int64_t bytes = 0;
    bool isCounted = false;
    for (std::string line; std::getline(maps, line);) {
        if (const auto range = rangeOf(line)) {
            isCounted = holdsOne(*range);
        } else if (isCounted) {
            bytes += residentOf(line).value_or(0);
        }
    }
    return bytes;
}

} // namespace neurograft
