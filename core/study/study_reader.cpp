// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_reader.h"

#include "core/run/error.h"

#include <utility>

namespace neurograft {

namespace {

[[noreturn]] void wrongType(const std::string& path, const std::string& expected,
                            const nlohmann::json& value)
{
    std::string got = value.dump();
    if (got.size() > 60) {
        got = got.substr(0, 60) + "…";
    }
    throw StudyError(path, expected, got);
}

} // namespace

StudyReader::StudyReader(const nlohmann::json& object, std::string where)
    : m_object(object), m_where(std::move(where))
{
    if (!object.is_object()) {
        wrongType(m_where, "a JSON object", object);
    }
}

const nlohmann::json* StudyReader::find(const std::string& key)
{
    m_taken.insert(key);
    const auto found = m_object.find(key);
    return found == m_object.end() ? nullptr : &*found;
}

bool StudyReader::has(const std::string& key)
{
    return m_object.contains(key);
}

void StudyReader::take(const std::string& key, std::string& value)
{
    if (const nlohmann::json* found = find(key)) {
        if (!found->is_string()) {
            wrongType(path(key), "a string", *found);
        }
        value = found->get<std::string>();
    }
}

void StudyReader::take(const std::string& key, bool& value)
{
    if (const nlohmann::json* found = find(key)) {
        if (!found->is_boolean()) {
            wrongType(path(key), "true or false", *found);
        }
        value = found->get<bool>();
    }
}

void StudyReader::take(const std::string& key, std::vector<std::string>& value)
{
    if (const nlohmann::json* found = find(key)) {
        if (!found->is_array()) {
            wrongType(path(key), "a list of strings", *found);
        }
        value.clear();
        for (std::size_t i = 0; i < found->size(); ++i) {
            if (!(*found)[i].is_string()) {
                wrongType(path(key) + "/" + std::to_string(i), "a string", (*found)[i]);
            }
            value.push_back((*found)[i].get<std::string>());
        }
    }
}

void StudyReader::take(const std::string& key, std::vector<std::int64_t>& value)
{
    if (const nlohmann::json* found = find(key)) {
        if (!found->is_array()) {
            wrongType(path(key), "a list of whole numbers from 0", *found);
        }
        value.clear();
        for (std::size_t i = 0; i < found->size(); ++i) {
            if (!(*found)[i].is_number_unsigned()) {
                wrongType(path(key) + "/" + std::to_string(i), "a whole number from 0",
                          (*found)[i]);
            }
            value.push_back((*found)[i].get<std::int64_t>());
        }
    }
}

void StudyReader::take(const std::string& key, std::int64_t& value, std::int64_t least,
                       std::int64_t most)
{
    if (const nlohmann::json* found = find(key)) {
        if (!found->is_number_integer() || found->get<std::int64_t>() < least
            || found->get<std::int64_t>() > most) {
            wrongType(path(key),
                      "a whole number from " + std::to_string(least) + " to "
                          + std::to_string(most),
                      *found);
        }
        value = found->get<std::int64_t>();
    }
}

nlohmann::json StudyReader::takeAny(const std::string& key)
{
    const nlohmann::json* found = find(key);
    return found != nullptr ? *found : nlohmann::json();
}

void StudyReader::requireAllTaken() const
{
    for (const auto& [key, value] : m_object.items()) {
        if (m_taken.count(key) == 0) {
            std::string known;
            for (const std::string& name : m_taken) {
                known += (known.empty() ? "" : ", ") + name;
            }
            throw StudyError(path(key), "one of the keys " + known,
                             "the unknown key '" + key + "'");
        }
    }
}

} // namespace neurograft
