// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/column_table.h"
#include "core/run/data_preview.h"

#include <string>

namespace neurograft {

/// The rows of a file that cannot be used, as a table of their keys; at most @p mostRows. Rows that
/// are no JSON objects are left out; no row at all when all are.
ColumnTable brokenColumns(const DataFile& file, std::int64_t mostRows);

/// The file as JSON Lines, its unusable rows written anew with the chosen columns; rows that can be
/// used, and those that have no such columns, stay as they are. Rows keep their numbers.
std::string withMappedRows(const DataFile& file, const ColumnChoice& choice);

} // namespace neurograft
