// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Reads separated values record by record (RFC 4180): quoted fields may hold separators, newlines
/// and doubled quotes; lines end in LF or CR LF.
class SeparatedRecords {
public:
    /// @param bytes must outlive the reader; @param name of the file, for messages
    SeparatedRecords(std::string_view bytes, char separator, std::string name);

    bool isAtEnd() const { return m_at >= m_bytes.size(); }
    /// "file.csv, line 7": where the record read last begins.
    std::string where() const { return m_name + ", line " + std::to_string(m_recordLine); }
    /// The next record's fields; a blank line is one empty field.
    /// @throws FormatError for a quote that is never closed
    std::vector<std::string> next();

private:
    std::string_view m_bytes;
    char m_separator;
    std::string m_name;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    std::int64_t m_recordLine = 1;
};

} // namespace neurograft
