// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/json_place.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace neurograft {

namespace {

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Reads what is in one object or list. Values are passed over by their brackets.
class ChildReader {
public:
    ChildReader(std::string_view json, std::size_t begin) : m_json(json), m_at(begin) { }

    std::vector<JsonChild> read()
    {
        std::vector<JsonChild> children;
        const bool isObject = peek() == '{';
        if (!isObject && peek() != '[') {
            return children;
        }
        ++m_at;
        for (skipSpace(); m_at < m_json.size() && peek() != '}' && peek() != ']'; skipSpace()) {
            JsonChild child;
            if (isObject) {
                takeKey(child);
            } else {
                child.name = std::to_string(children.size());
            }
            skipSpace();
            child.value.begin = m_at;
            skipValue();
            child.value.end = std::max(child.value.begin, endOfText());
            children.push_back(std::move(child));
            if (peek() == ',') {
                ++m_at;
            }
        }
        return children;
    }

private:
    /// Reads `"name" :`.
    void takeKey(JsonChild& child)
    {
        child.key.begin = m_at;
        skipString();
        child.key.end = m_at;
        const auto name = nlohmann::json::parse(
            m_json.substr(child.key.begin, m_at - child.key.begin), nullptr, false);
        child.name = name.is_string() ? name.get<std::string>() : std::string();
        skipSpace();
        if (peek() == ':') {
            ++m_at;
        }
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
        while (m_at < m_json.size() && isJsonSpace(m_json[m_at])) {
            ++m_at;
        }
    }

    /// Where the text before ends, without the space behind it.
    std::size_t endOfText() const
    {
        std::size_t end = std::min(m_at, m_json.size());
        while (end > 0 && isJsonSpace(m_json[end - 1])) {
            --end;
        }
        return end;
    }

    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }

    std::string_view m_json;
    std::size_t m_at = 0;
};

/// The whole of a text.
JsonChild wholeOf(std::string_view json)
{
    JsonChild whole;
    whole.value.end = json.size();
    while (whole.value.begin < whole.value.end && isJsonSpace(json[whole.value.begin])) {
        ++whole.value.begin;
    }
    while (whole.value.end > whole.value.begin && isJsonSpace(json[whole.value.end - 1])) {
        --whole.value.end;
    }
    return whole;
}

/// "a/b" of "a~1b".
std::string plainPart(std::string_view part)
{
    std::string plain;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] == '~' && i + 1 < part.size()) {
            plain += part[++i] == '1' ? '/' : '~';
        } else {
            plain += part[i];
        }
    }
    return plain;
}

/// The deepest value on the way of a pointer.
struct FoundPlace {
    JsonChild child;
    bool isWhole = false; ///< the pointer ends there
};

FoundPlace findPlace(std::string_view json, std::string_view pointer)
{
    JsonChild found = wholeOf(json);
    while (!pointer.empty() && pointer.front() == '/') {
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        const std::string part = plainPart(pointer.substr(0, end));
        const std::vector<JsonChild> children = jsonChildren(json, found.value.begin);
        const auto child =
            std::find_if(children.rbegin(), children.rend(),
                         [&part](const JsonChild& other) { return other.name == part; });
        if (child == children.rend()) {
            return {found, false};
        }
        found = *child;
        pointer.remove_prefix(end);
    }
    return {found, pointer.empty()};
}

} // namespace

std::vector<JsonChild> jsonChildren(std::string_view json, std::size_t begin)
{
    return ChildReader(json, begin).read();
}

std::optional<JsonSpan> spanOfPlace(std::string_view json, std::string_view pointer)
{
    const FoundPlace found = findPlace(json, pointer);
    return found.isWhole ? std::optional(found.child.value) : std::nullopt;
}

std::size_t lineOfPlace(std::string_view json, std::string_view pointer)
{
    return lineOfByte(json, findPlace(json, pointer).child.begin());
}

std::size_t lineOfByte(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

} // namespace neurograft
