// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/object_reader.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

namespace neurograft {

using Json = nlohmann::json;

ObjectReader::ObjectReader(const Json& json, std::string path)
    : m_json(json), m_path(std::move(path))
{
    if (!json.is_object()) {
        throw StudyError(m_path, "a JSON object", json.type_name());
    }
}

const Json* ObjectReader::find(const char* key)
{
    m_known.insert(key);
    const auto found = m_json.find(key);
    return found == m_json.end() ? nullptr : &*found;
}

void ObjectReader::read(const char* key, bool& value)
{
    if (const Json* json = find(key)) {
        require(json->is_boolean(), key, "true or false", *json);
        value = json->get<bool>();
    }
}

void ObjectReader::read(const char* key, QString& value)
{
    if (const Json* json = find(key)) {
        require(json->is_string(), key, "a text", *json);
        value = QString::fromStdString(json->get<std::string>());
    }
}

void ObjectReader::read(const char* key, double& value, double low, double high)
{
    if (const Json* json = find(key)) {
        const bool isFine =
            json->is_number() && json->get<double>() >= low && json->get<double>() <= high;
        require(isFine, key, "a number from " + Json(low).dump() + " to " + Json(high).dump(),
                *json);
        value = json->get<double>();
    }
}

void ObjectReader::read(const char* key, int& value, int low, int high)
{
    if (const Json* json = find(key)) {
        const bool isFine = json->is_number_integer() && json->get<std::int64_t>() >= low
            && json->get<std::int64_t>() <= high;
        require(isFine, key,
                "a whole number from " + std::to_string(low) + " to " + std::to_string(high),
                *json);
        value = json->get<int>();
    }
}

void ObjectReader::require(bool isFine, const char* key, const std::string& expected,
                           const Json& got) const
{
    if (!isFine) {
        throw StudyError(pathOf(key), expected, got.dump());
    }
}

void ObjectReader::finish() const
{
    for (const auto& [key, value] : m_json.items()) {
        if (m_known.count(key) == 0) {
            std::string known;
            for (const std::string& name : m_known) {
                known += (known.empty() ? "" : ", ") + name;
            }
            throw StudyError(m_path + '/' + key, "one of the keys " + known, "'" + key + "'");
        }
    }
}

} // namespace neurograft
