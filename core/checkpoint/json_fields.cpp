// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/json_fields.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <utility>

namespace neurograft {

JsonFields JsonFields::fromFile(const std::filesystem::path& path)
{
    const std::string text = readFile(path);
    try {
        return {path.string(), nlohmann::json::parse(text)};
    } catch (const nlohmann::json::exception& error) { // no JSON, or a number that no type holds
        throw FormatError(path.string(), "JSON", error.what());
    }
}

JsonFields::JsonFields(std::string where, nlohmann::json object)
    : m_where(std::move(where)), m_object(std::move(object))
{
    if (!m_object.is_object()) {
        throw FormatError(m_where, "a JSON object", m_object.type_name());
    }
}

bool JsonFields::has(const std::string& key) const
{
    const auto found = m_object.find(key);
    return found != m_object.end() && !found->is_null();
}

bool JsonFields::isNull(const std::string& key) const
{
    const auto found = m_object.find(key);
    return found != m_object.end() && found->is_null();
}

std::int64_t JsonFields::requiredCount(const std::string& key, std::int64_t largest) const
{
    const std::int64_t value = count(key, 0);
    if (value <= 0 || value > largest) {
        refuse(key, "a whole number from 1 to " + std::to_string(largest));
    }
    return value;
}

std::int64_t JsonFields::count(const std::string& key, std::int64_t fallback) const
{
    if (!has(key)) {
        return fallback;
    }
    if (!m_object[key].is_number_integer()) {
        refuse(key, "a whole number");
    }
    return m_object[key].get<std::int64_t>();
}

double JsonFields::number(const std::string& key, double fallback) const
{
    if (!has(key)) {
        return fallback;
    }
    if (!m_object[key].is_number()) {
        refuse(key, "a number");
    }
    return m_object[key].get<double>();
}

bool JsonFields::flag(const std::string& key, bool fallback) const
{
    if (!has(key)) {
        return fallback;
    }
    if (!m_object[key].is_boolean()) {
        refuse(key, "true or false");
    }
    return m_object[key].get<bool>();
}

std::string JsonFields::text(const std::string& key, const std::string& fallback) const
{
    if (!has(key)) {
        return fallback;
    }
    if (!m_object[key].is_string()) {
        refuse(key, "a string");
    }
    return m_object[key].get<std::string>();
}

JsonFields JsonFields::object(const std::string& key) const
{
    return {m_where + ": " + key, has(key) ? m_object[key] : nlohmann::json::object()};
}

void JsonFields::refuse(const std::string& key, const std::string& expected) const
{
    throw FormatError(m_where + ": " + key, expected,
                      m_object.contains(key) ? m_object[key].dump() : "no such key");
}

} // namespace neurograft
