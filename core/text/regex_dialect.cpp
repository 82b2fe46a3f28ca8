// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/regex_dialect.h"

#include "core/run/error.h"

namespace neurograft {

namespace {

// Members of the character classes, for use inside brackets. \w of Oniguruma also holds the Latin-1
// superscripts and fractions (a quirk of its table for code points below 256).
constexpr const char* kSpace = "\\p{Z}\\x{09}-\\x{0D}\\x{85}";
constexpr const char* kDigit = "\\p{Nd}";
constexpr const char* kHexDigit = "0-9a-fA-F";
constexpr const char* kWord =
    "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}\\x{24B6}-\\x{24E9}"
    "\\x{1F130}-\\x{1F149}\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}";

const char* classMembers(char letter)
{
    switch (letter) {
    case 's':
    case 'S':
        return kSpace;
    case 'd':
    case 'D':
        return kDigit;
    case 'h':
    case 'H':
        return kHexDigit;
    case 'w':
    case 'W':
        return kWord;
    default:
        return nullptr;
    }
}

class Translator {
public:
    Translator(std::string_view pattern, const std::string& where)
        : m_pattern(pattern), m_where(where)
    {
    }

    std::string run()
    {
        while (m_at < m_pattern.size()) {
            const char c = m_pattern[m_at];
            if (c == '\\') {
                escape();
            } else if (m_isInClass) {
                classCharacter(c);
            } else if (c == '[') {
                openClass();
            } else if (c == '(') {
                openGroup();
            } else {
                if (c == '+' && m_at > 0 && m_pattern[m_at - 1] == '}' && m_lastBraceIsInterval) {
                    refuse("{n,m}+");
                }
                if (c == '}') {
                    m_lastBraceIsInterval = true;
                }
                copy(1);
            }
        }
        return m_result;
    }

private:
    [[noreturn]] void refuse(const std::string& what) const
    {
        throw FormatError(m_where, "a regular expression without " + what,
                          "\"" + std::string(m_pattern) + "\"",
                          "This tokenizer needs a part that is not built in.");
    }

    void copy(std::size_t count)
    {
        m_result.append(m_pattern.substr(m_at, count));
        m_at += count;
    }

    void escape()
    {
        if (m_at + 1 >= m_pattern.size()) {
            refuse("a backslash at its end");
        }
        const char letter = m_pattern[m_at + 1];
        const char* members = classMembers(letter);
        if (letter == 'u' && m_at + 6 <= m_pattern.size()) {
            m_result += "\\x{" + std::string(m_pattern.substr(m_at + 2, 4)) + "}";
            m_at += 6;
            return;
        }
        if (members == nullptr) {
            const bool hasBraces = (letter == 'p' || letter == 'P' || letter == 'x')
                && m_at + 2 < m_pattern.size() && m_pattern[m_at + 2] == '{';
            const std::size_t end = hasBraces ? m_pattern.find('}', m_at) : m_at + 1;
            if (end == std::string_view::npos) {
                refuse("an open brace");
            }
            copy(end + 1 - m_at);
            m_lastBraceIsInterval = false;
            return;
        }
        const bool isNegated = letter < 'a';
        if (m_isInClass && isNegated) {
            refuse("a negated class inside brackets");
        }
        if (!m_isInClass) {
            m_result += isNegated ? "[^" : "[";
        }
        m_result += members;
        if (!m_isInClass) {
            m_result += ']';
        }
        m_at += 2;
    }

    void openClass()
    {
        m_isInClass = true;
        copy(1);
        if (m_at < m_pattern.size() && m_pattern[m_at] == '^') {
            copy(1);
        }
        if (m_at < m_pattern.size() && m_pattern[m_at] == ']') {
            refuse("a bracket right after [");
        }
    }

    void classCharacter(char c)
    {
        if (c == '[') {
            refuse("nested brackets");
        }
        if (c == '&' && m_pattern.substr(m_at, 2) == "&&") {
            refuse("&& inside brackets");
        }
        m_isInClass = c != ']';
        copy(1);
    }

    void openGroup()
    {
        if (m_pattern.substr(m_at, 2) != "(?") {
            copy(1);
            return;
        }
        // Options stand between "(?" and ":" or ")"; only i means the same in both dialects.
        std::size_t at = m_at + 2;
        while (at < m_pattern.size()
               && ((m_pattern[at] >= 'a' && m_pattern[at] <= 'z') || m_pattern[at] == '-')) {
            if (m_pattern[at] != 'i' && m_pattern[at] != '-') {
                refuse("inline options other than i");
            }
            ++at;
        }
        copy(at - m_at);
    }

    std::string_view m_pattern;
    const std::string& m_where;
    std::string m_result;
    std::size_t m_at = 0;
    bool m_isInClass = false;
    bool m_lastBraceIsInterval = false;
};

} // namespace

std::string toPcreDialect(std::string_view pattern, const std::string& where)
{
    return Translator(pattern, where).run();
}

} // namespace neurograft
