// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// One object of a JSON Lines file.
struct JsonRow {
    std::int64_t row = 0; ///< of the file from 0
    std::string where; ///< "file.jsonl, line 3"
    nlohmann::json value;

    /// The text under a key. @throws FormatError naming line and key when it is none
    std::string text(const char* key) const;
    /// The same; empty when the key is absent.
    std::string textOr(const char* key) const;
    /// A text, or a whole number as its digits. @throws FormatError
    std::string name(const char* key) const;
    /// A whole number. @throws FormatError
    std::int64_t number(const char* key) const;
    /// A list of texts. @throws FormatError
    std::vector<std::string> texts(const char* key) const;
};

struct JsonRows {
    std::vector<JsonRow> rows;
    std::string sha256; ///< of the file's bytes as they are
    std::string name; ///< of the file, for messages
};

/// Reads JSON Lines, packed with gzip or not; "-" is standard input. Blank lines are allowed at the
/// end only.
/// @throws FormatError naming file and line
JsonRows readJsonRows(const std::filesystem::path& path);

} // namespace neurograft
