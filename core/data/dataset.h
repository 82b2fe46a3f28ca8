// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// One row of a data file, rendered: prompt + response is its text (decisions.md D1-D3).
struct ExampleRow {
    std::int64_t line = 0; ///< row of the file from 0
    std::string id; ///< field `id`, empty when the row has none
    std::string category; ///< field `category`, empty when the row has none
    std::string prompt;
    std::string response;
    std::int64_t messages = 0; ///< of a `messages` row; 0 for the other layouts

    std::string text() const { return prompt + response; }
};

/// Which rows of a file take part. At most one of limit, rows and sample may be set.
struct RowSelection {
    std::int64_t limit = 0; ///< the first rows; 0 = all
    std::vector<std::int64_t> rows; ///< chosen rows from 0; taken in file order, duplicates once
    std::int64_t sample = 0; ///< rows drawn by seed (decisions.md D82), kept in file order; 0 = all
    std::uint64_t seed = 42;
};

struct Dataset {
    std::filesystem::path path; ///< "-" for standard input
    std::string sha256; ///< of all bytes of the file, whatever rows were selected
    std::int64_t rowsInFile = 0;
    std::vector<ExampleRow> rows; ///< the selected ones, ascending by line
};

/// Reads JSON Lines (UTF-8) with `messages`, `prompt`/`response` or `text` per row (decisions.md
/// D1-D4). Empty lines are allowed at the end of the file only. The selected rows are checked; of
/// the others only the number of lines counts.
/// @param path a file, or "-" for standard input
/// @throws FormatError naming file and line (from 1) for a row that cannot be used; 0 bytes is an
/// error
/// @throws StudyError when a selection contradicts itself or names a row the file does not have
Dataset readDataset(const std::filesystem::path& path, const RowSelection& selection = {});

/// The same from bytes that are already there; @p name stands for the file in messages.
Dataset parseDataset(std::string_view bytes, const std::string& name,
                     const RowSelection& selection = {});

/// "3,7,12-20" → rows, ascending, without duplicates. @throws UsageError for anything else
std::vector<std::int64_t> parseRowList(std::string_view text);
/// The shortest such list of ascending rows: "3,7,12-20"; empty for none.
std::string rowListText(const std::vector<std::int64_t>& rows);

/// What people call a data file: "gsm_align" for data/gsm/align.jsonl, "demo" for demo.jsonl.
std::string shortDataName(const std::filesystem::path& path);

} // namespace neurograft
