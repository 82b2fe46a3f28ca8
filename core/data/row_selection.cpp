// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_selection.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string_view>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kMostRows = 100'000'000;

void checkSelection(const RowSelection& selection)
{
    const int kinds = (selection.limit != 0 ? 1 : 0) + (selection.rows.empty() ? 0 : 1)
        + (selection.sample != 0 ? 1 : 0);
    if (kinds > 1) {
        throw StudyError("rows", "one of limit, rows and sample",
                         std::to_string(kinds) + " of them");
    }
    for (const std::int64_t count : {selection.limit, selection.sample}) {
        if (count < 0) {
            throw StudyError("rows", "a number of rows from 0", std::to_string(count));
        }
    }
}

/// "12" or "12-20"; false when it is neither.
bool readRange(std::string_view part, std::int64_t& first, std::int64_t& last)
{
    const char* const end = part.data() + part.size();
    auto result = std::from_chars(part.data(), end, first);
    last = first;
    if (result.ec == std::errc{} && result.ptr != end && *result.ptr == '-') {
        result = std::from_chars(result.ptr + 1, end, last);
    }
    return result.ec == std::errc{} && result.ptr == end && first >= 0 && first <= last
        && last < kMostRows;
}

} // namespace

std::vector<std::int64_t> selectRows(const RowSelection& selection, std::int64_t rowsInFile,
                                     const std::string& name)
{
    checkSelection(selection);
    if (!selection.rows.empty()) {
        std::vector<std::int64_t> rows = selection.rows;
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        for (const std::int64_t row : {rows.front(), rows.back()}) {
            if (row < 0 || row >= rowsInFile) {
                throw StudyError(name, "rows from 0 to " + std::to_string(rowsInFile - 1),
                                 "row " + std::to_string(row));
            }
        }
        return rows;
    }
    if (selection.sample > 0) {
        std::vector<std::uint64_t> keys(static_cast<std::size_t>(rowsInFile));
        for (std::size_t row = 0; row < keys.size(); ++row) {
            keys[row] = deriveSeed(selection.seed, "data.rows", row);
        }
        return drawSmallestKeys(keys, selection.sample);
    }
    const std::int64_t count =
        selection.limit > 0 ? std::min(selection.limit, rowsInFile) : rowsInFile;
    std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    return rows;
}

std::vector<std::vector<std::int64_t>> drawParts(const std::vector<std::int64_t>& rows,
                                                 const std::vector<std::int64_t>& sizes,
                                                 std::uint64_t seed)
{
    const std::int64_t wanted = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
    const auto present = static_cast<std::int64_t>(rows.size());
    if (wanted > present || std::any_of(sizes.begin(), sizes.end(), [](auto n) { return n < 0; })) {
        throw StudyError("splits", "sizes of at most " + std::to_string(present) + " rows together",
                         std::to_string(wanted));
    }
    std::vector<std::pair<std::uint64_t, std::int64_t>> keyed;
    for (const std::int64_t row : rows) {
        keyed.emplace_back(deriveSeed(seed, "data.rows", static_cast<std::uint64_t>(row)), row);
    }
    std::sort(keyed.begin(), keyed.end());
    std::vector<std::vector<std::int64_t>> parts;
    auto next = keyed.begin();
    for (const std::int64_t size : sizes) {
        std::vector<std::int64_t> part;
        for (const auto end = next + size; next != end; ++next) {
            part.push_back(next->second);
        }
        std::sort(part.begin(), part.end());
        parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<std::int64_t> parseRowList(std::string_view text)
{
    std::vector<std::int64_t> rows;
    std::string_view rest = text;
    for (bool isDone = false; !isDone;) {
        const std::size_t comma = rest.find(',');
        isDone = comma == std::string_view::npos;
        std::int64_t first = 0;
        std::int64_t last = 0;
        if (!readRange(rest.substr(0, comma), first, last)) {
            throw UsageError("--rows", "a list of rows such as 3,7,12-20",
                             "\"" + std::string(text) + "\"");
        }
        for (std::int64_t row = first; row <= last; ++row) {
            rows.push_back(row);
        }
        rest.remove_prefix(isDone ? rest.size() : comma + 1);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

std::string rowListText(const std::vector<std::int64_t>& rows)
{
    std::string text;
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t last = first;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1) {
            ++last;
        }
        text += (text.empty() ? "" : ",") + std::to_string(rows[first]);
        if (last > first) {
            text += '-' + std::to_string(rows[last]);
        }
        first = last + 1;
    }
    return text;
}

} // namespace neurograft
