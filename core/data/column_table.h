// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A table of texts with named columns, as it comes from other programs.
struct ColumnTable {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> rows; ///< each as long as names

    /// Column of that name, or -1.
    std::int64_t find(const std::string& name) const;
};

/// Whether readColumns() knows the ending: .csv, .tsv, .txt, .jsonl.
bool isColumnFile(const std::filesystem::path& path);

/// Reads a file as a table. CSV and TSV have names in their first line and quotes as in RFC 4180;
/// of .txt each line that is not blank is a row of the column "text"; of .jsonl the keys of all
/// objects are columns, values that are no texts in JSON spelling.
/// @param mostRows rows to read; 0 = all
/// @throws FormatError naming file and line: no UTF-8, an open quote, a line of another length, an
/// unknown ending, no row
ColumnTable readColumns(const std::filesystem::path& path, std::int64_t mostRows = 0);
/// The same from bytes; @p name, with its ending, stands for the file.
ColumnTable parseColumns(std::string_view bytes, const std::string& name,
                         std::int64_t mostRows = 0);

/// Which columns become a row of data.
struct ColumnChoice {
    std::string prompt; ///< empty: the rows are plain texts
    std::string response;
};
/// A guess by usual names: question and answer, prompt and completion, text, …; the last column
/// when none is known.
ColumnChoice guessColumns(const ColumnTable& table);
/// The table as JSON Lines: `prompt` and `response`, or `text` without a prompt (decisions.md D2,
/// D3); a column "id" goes along. @throws StudyError when a column is missing
std::string mappedRows(const ColumnTable& table, const ColumnChoice& choice);

} // namespace neurograft
