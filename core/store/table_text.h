// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

/// Value @p index of a table as text: shortest digits that read back to the same number, "nan"
/// where there is none; strings as they are.
std::string tableCell(const Table& table, std::int64_t index);

/// A field of comma-separated values: quoted where it holds a comma, a quote or a line end.
std::string csvField(const std::string& text);

/// Comma-separated values parted by tabs, as spreadsheets take them from the clipboard: fields as
/// they are, tabs and line ends in them as blanks.
std::string tsvOfCsv(const std::string& csv);

/// Text with LaTeX's special characters escaped.
std::string latexText(const std::string& plain);

/// Comma-separated values in the C locale with a heading line. A matrix whose attribute `columns`
/// (a JSON list of texts) names its columns has that heading and no row numbers; another keeps its
/// form (first column: row numbers, heading: column numbers, its first cell the two axis names); a
/// vector has the columns
/// `<axis>,value`; more axes give one line per value with its index along each axis.
std::string tableCsv(const Table& table);

/// Table for LaTeX with booktabs rules: matrix or vector, three decimals, "--" where undefined;
/// unit and samples in a comment.
/// @throws StudyError for more than two axes
std::string tableLatex(const Table& table);

/// {"name", "shape", "axes", "unit", "attributes", "values"}: values nested by axis, null where
/// undefined.
nlohmann::ordered_json tableJson(const Table& table);

} // namespace neurograft
