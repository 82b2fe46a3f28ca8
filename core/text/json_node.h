// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A value inside a JSON file that knows where it stands, so that errors name file and key. Does
/// not own the value.
class JsonNode {
public:
    JsonNode(const nlohmann::json& value, std::string file, std::string key = {});

    const nlohmann::json& value() const { return *m_value; }
    /// "file: key" for error messages.
    std::string where() const;
    bool isNull() const;
    bool isObject() const;
    bool isString() const;

    /// A member that may be absent; JSON null counts as absent.
    std::optional<JsonNode> find(std::string_view key) const;
    /// @throws FormatError when the member is absent or null
    JsonNode at(std::string_view key) const;
    /// Elements of an array. @throws FormatError when this is none
    std::vector<JsonNode> elements() const;

    /// The value in its type. @throws FormatError when it has another one
    std::string asString() const;
    bool asBool() const;
    std::int64_t asInteger() const;
    /// A string of exactly one character. @throws FormatError
    char32_t asCharacter() const;

    bool boolOr(std::string_view key, bool fallback) const;
    std::string stringOr(std::string_view key, std::string fallback) const;

    /// Member "type" of a component. @throws FormatError when there is none
    std::string type() const;
    /// @throws FormatError always: this component is of a kind that is not supported
    [[noreturn]] void refuseType(std::string_view what,
                                 std::initializer_list<const char*> supported) const;
    [[noreturn]] void fail(const std::string& expected, const std::string& advice = {}) const;

private:
    const nlohmann::json* m_value;
    std::string m_file;
    std::string m_key;
};

} // namespace neurograft
