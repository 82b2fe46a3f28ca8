// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <set>
#include <string>

namespace neurograft {

/// Reads one JSON object with strict keys; remembers which were asked for. Values that are missing
/// keep what they were. The object outlives the reader.
class ObjectReader {
public:
    /// @param path of the object, for messages: "/spec"
    /// @throws StudyError when it is no object
    ObjectReader(const nlohmann::json& json, std::string path);

    /// Null when there is no such key.
    const nlohmann::json* find(const char* key);
    std::string pathOf(const char* key) const { return m_path + '/' + key; }

    /// @throws StudyError naming the JSON path of a wrong type or a value out of range
    void read(const char* key, bool& value);
    void read(const char* key, QString& value);
    void read(const char* key, double& value, double low, double high);
    void read(const char* key, int& value, int low, int high);
    void require(bool isFine, const char* key, const std::string& expected,
                 const nlohmann::json& got) const;
    /// @throws StudyError for the first key nobody asked for
    void finish() const;

private:
    const nlohmann::json& m_json;
    std::string m_path;
    std::set<std::string> m_known;
};

} // namespace neurograft
