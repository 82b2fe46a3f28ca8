// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/json_place.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace neurograft {

namespace {

/// Walks a JSON text along a pointer. Values beside its way are passed over by their brackets.
class PlaceReader {
public:
    PlaceReader(std::string_view json, std::string_view pointer) : m_json(json), m_pointer(pointer)
    {
    }

    /// Byte at which the value begins.
    std::size_t find()
    {
        skipSpace();
        m_found = m_at;
        while (!m_pointer.empty() && m_pointer.front() == '/' && enter()) { }
        return m_found;
    }

private:
    /// Goes to the value that the next part of the pointer names.
    bool enter()
    {
        m_pointer.remove_prefix(1);
        const std::size_t end = std::min(m_pointer.find('/'), m_pointer.size());
        const std::string part(m_pointer.substr(0, end));
        m_pointer.remove_prefix(end);
        const bool isObject = peek() == '{';
        if (!isObject && peek() != '[') {
            return false;
        }
        ++m_at;
        for (std::size_t index = 0;; ++index) {
            skipSpace();
            if (m_at >= m_json.size() || peek() == '}' || peek() == ']') {
                return false;
            }
            const std::size_t begin = m_at;
            const std::string name = isObject ? key() : std::to_string(index);
            skipSpace();
            if (name == part) {
                m_found = isObject ? begin : m_at;
                return true;
            }
            skipValue();
            skipSpace();
            if (peek() == ',') {
                ++m_at;
            }
        }
    }

    /// Reads `"name" :`.
    std::string key()
    {
        const std::size_t begin = m_at + 1;
        skipString();
        std::string name(m_json.substr(begin, m_at > begin ? m_at - begin - 1 : 0));
        skipSpace();
        if (peek() == ':') {
            ++m_at;
        }
        return name;
    }

    void skipValue()
    {
        std::size_t depth = 0;
        do {
            const char c = peek();
            if (c == '"') {
                skipString();
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                return;
            }
            depth += c == '{' || c == '[' ? 1U : 0U;
            depth -= c == '}' || c == ']' ? 1U : 0U;
            ++m_at;
        } while (m_at < m_json.size()
                 && (depth > 0 || (peek() != ',' && peek() != '}' && peek() != ']')));
    }

    void skipString()
    {
        ++m_at;
        while (m_at < m_json.size() && m_json[m_at] != '"') {
            m_at += m_json[m_at] == '\\' ? 2U : 1U;
        }
        m_at = std::min(m_at + 1, m_json.size());
    }

    void skipSpace()
    {
        while (m_at < m_json.size()
               && std::isspace(static_cast<unsigned char>(m_json[m_at])) != 0) {
            ++m_at;
        }
    }

    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }

    std::string_view m_json;
    std::string_view m_pointer; ///< what is left of it
    std::size_t m_at = 0;
    std::size_t m_found = 0;
};

} // namespace

std::size_t lineOfPlace(std::string_view json, std::string_view pointer)
{
    return lineOfByte(json, PlaceReader(json, pointer).find());
}

std::size_t lineOfByte(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

} // namespace neurograft
