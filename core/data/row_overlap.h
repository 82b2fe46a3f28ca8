// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// A named part of a data file: "align", rows from 0, ascending.
struct NamedRows {
    std::string name;
    std::vector<std::int64_t> rows;
};

/// Rows that two parts share: @p rows pairs a row of the first part with the row of the second one
/// that has the same text (its first occurrence), ascending by the second.
struct RowOverlap {
    std::string first;
    std::string second;
    std::vector<std::pair<std::int64_t, std::int64_t>> rows;
};

/// Leaks between parts of a file: rows whose text (prompt + response) is exactly the same. Every
/// pair of parts that shares a row is listed, in the order of @p parts; rows that cannot be used
/// take no part. @pre rows lie in the file
std::vector<RowOverlap> findOverlaps(const DataFile& file, const std::vector<NamedRows>& parts,
                                     const RunContext& context);

} // namespace neurograft
