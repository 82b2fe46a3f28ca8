// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/separated_records.h"

#include "core/run/error.h"

#include <utility>

namespace neurograft {

SeparatedRecords::SeparatedRecords(std::string_view bytes, char separator, std::string name)
    : m_bytes(bytes), m_separator(separator), m_name(std::move(name))
{
}

std::vector<std::string> SeparatedRecords::next()
{
    m_recordLine = m_line;
    std::vector<std::string> fields(1);
    bool isQuoted = false;
    for (; m_at < m_bytes.size(); ++m_at) {
        const char letter = m_bytes[m_at];
        m_line += letter == '\n' ? 1 : 0;
        if (isQuoted) {
            if (letter != '"') {
                fields.back() += letter;
            } else if (m_at + 1 < m_bytes.size() && m_bytes[m_at + 1] == '"') {
                fields.back() += '"';
                ++m_at;
            } else {
                isQuoted = false;
            }
        } else if (letter == '"' && fields.back().empty()) {
            isQuoted = true;
        } else if (letter == m_separator) {
            fields.emplace_back();
        } else if (letter == '\n') {
            ++m_at;
            break;
        } else if (letter != '\r' || m_at + 1 >= m_bytes.size() || m_bytes[m_at + 1] != '\n') {
            fields.back() += letter;
        }
    }
    if (isQuoted) {
        throw FormatError(where(), "a closing quote", "the end of the file");
    }
    return fields;
}

} // namespace neurograft
