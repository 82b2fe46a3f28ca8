// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace neurograft {

/// A JSON object of a file whose fields are read with checked types; JSON null counts as absent.
class JsonFields {
public:
    /// @throws FormatError naming the file when it cannot be read or is no JSON object
    static JsonFields fromFile(const std::filesystem::path& path);
    JsonFields(std::string where, nlohmann::json object);

    bool has(const std::string& key) const;
    /// Whether the key is there with the value null; its absence may mean something else.
    bool isNull(const std::string& key) const;
    /// The value of a key that must be there, from 1 to @p largest.
    /// @throws FormatError naming file and key
    std::int64_t requiredCount(const std::string& key, std::int64_t largest) const;
    std::int64_t count(const std::string& key, std::int64_t fallback) const;
    double number(const std::string& key, double fallback) const;
    bool flag(const std::string& key, bool fallback) const;
    std::string text(const std::string& key, const std::string& fallback) const;
    /// The object under a key; empty fields when it is absent.
    JsonFields object(const std::string& key) const;
    const nlohmann::json& at(const std::string& key) const { return m_object.at(key); }
    const std::string& where() const { return m_where; }

    /// FormatError for one key: "[file: key] expected …, got …".
    [[noreturn]] void refuse(const std::string& key, const std::string& expected) const;

private:
    std::string m_where;
    nlohmann::json m_object;
};

} // namespace neurograft
