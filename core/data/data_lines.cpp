// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/data_lines.h"

#include "core/run/error.h"

namespace neurograft {

std::vector<std::string_view> dataLines(std::string_view bytes, const std::string& name)
{
    const bool isEmpty = bytes.empty();
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        lines.push_back(bytes.substr(0, end));
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    while (!lines.empty() && lines.back().find_first_not_of(" \t\r") == std::string_view::npos) {
        lines.pop_back();
    }
    if (lines.empty()) {
        throw FormatError(name, "rows of JSON Lines",
                          isEmpty ? "an empty file (0 bytes)" : "blank lines only");
    }
    return lines;
}

} // namespace neurograft
