// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/study_changes.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

using ChangedJson = nlohmann::ordered_json;

std::string keysOf(const ChangedJson& object)
{
    std::string keys;
    for (const auto& [key, value] : object.items()) {
        keys += (keys.empty() ? "" : ", ") + key;
    }
    return keys;
}

/// The value a dotted key names. @throws UsageError
ChangedJson& valueAt(ChangedJson& study, const std::string& key, const std::string& where)
{
    ChangedJson* value = &study;
    std::size_t begin = 0;
    while (begin <= key.size()) {
        const std::size_t end = std::min(key.find('.', begin), key.size());
        const std::string part = key.substr(begin, end - begin);
        const std::string parent = key.substr(0, begin == 0 ? 0 : begin - 1);
        const std::string owner = parent.empty() ? "the study" : parent;
        if (!value->is_object() || !value->contains(part)) {
            throw UsageError(where,
                             value->is_object()
                                 ? "one of the keys of " + owner + ": " + keysOf(*value)
                                 : "no key inside " + owner,
                             "'" + part + "'");
        }
        value = &(*value)[part];
        begin = end + 1;
    }
    return *value;
}

ChangedJson wordsOf(const std::string& text)
{
    ChangedJson words = ChangedJson::array();
    std::size_t begin = 0;
    while (begin <= text.size() && !text.empty()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        const ChangedJson number = ChangedJson::parse(word, nullptr, false);
        words.push_back(number.is_number() ? number : ChangedJson(word));
        begin = end + 1;
    }
    return words;
}

} // namespace

void changeStudy(ChangedJson& study, const std::string& assignment, const std::string& where)
{
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw UsageError(where, "KEY=VALUE", "'" + assignment + "'");
    }
    ChangedJson& value = valueAt(study, assignment.substr(0, equals), where);
    const std::string text = assignment.substr(equals + 1);
    if (value.is_string()) {
        value = text;
        return;
    }
    const ChangedJson given = ChangedJson::parse(text, nullptr, false);
    const char* expected = nullptr;
    if (value.is_array()) {
        value = given.is_array() ? given : wordsOf(text);
    } else if (value.is_boolean()) {
        expected = given.is_boolean() ? nullptr : "true or false";
    } else if (value.is_number()) {
        expected = given.is_number() ? nullptr : "a number";
    } else {
        expected = given.is_object() ? nullptr : "a JSON object";
    }
    if (expected != nullptr) {
        throw UsageError(where + ' ' + assignment.substr(0, equals), expected, "'" + text + "'");
    }
    if (!value.is_array()) {
        value = given;
    }
}

} // namespace neurograft
