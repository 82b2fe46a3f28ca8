// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/json_edit.h"

#include "core/studies/json_place.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace neurograft {

namespace {

std::string textIn(const std::string& json, std::size_t begin, std::size_t end)
{
    return json.substr(begin, end - begin);
}

std::string replaced(std::string json, const JsonSpan& span, const std::string& text)
{
    return json.replace(span.begin, span.end - span.begin, text);
}

/// Space between two members; of empty lines only the last counts.
std::string oneBreak(const std::string& space)
{
    const std::size_t last = space.rfind('\n');
    const std::size_t first = space.find('\n');
    return last == first ? space : textIn(space, 0, first) + space.substr(last);
}

std::string keyText(const std::string& key)
{
    return nlohmann::json(key).dump();
}

/// What the first line that is indented is indented by.
std::string indentOf(const std::string& json)
{
    for (std::size_t line = json.find('\n'); line != std::string::npos;
         line = json.find('\n', line + 1)) {
        const std::size_t end = json.find_first_not_of(" \t", line + 1);
        if (end != std::string::npos && end > line + 1 && json[end] != '\n' && json[end] != '\r') {
            return textIn(json, line + 1, end);
        }
    }
    return " ";
}

/// "key": value behind the last member, as far from it as that is from the one before.
std::string withMember(const std::string& json, const JsonSpan& object, const std::string& key,
                       const std::string& value)
{
    const std::vector<JsonChild> members = jsonChildren(json, object.begin);
    const std::size_t inside = object.begin + 1;
    if (members.empty()) {
        const std::string space = textIn(json, inside, object.end - 1);
        std::string made = keyText(key) + ": " + value;
        if (space.find('\n') != std::string::npos) { // a bracket on a line of its own
            made = oneBreak(space) + indentOf(json) + made + oneBreak(space);
        }
        return replaced(json, {inside, object.end - 1}, made);
    }
    const JsonChild& last = members.back();
    const std::string colon = textIn(json, last.key.end, last.value.begin);
    std::string gap;
    if (members.size() > 1) {
        const std::string between =
            textIn(json, members[members.size() - 2].value.end, last.key.begin);
        const std::size_t comma = between.find(',');
        gap = oneBreak(between.substr(0, comma)) + ',' + oneBreak(between.substr(comma + 1));
    } else {
        const std::string space = textIn(json, inside, last.key.begin);
        const bool isOnOwnLine = space.find('\n') != std::string::npos;
        gap = ',' + (isOnOwnLine ? oneBreak(space) : colon.substr(colon.find(':') + 1));
    }
    return replaced(json, {last.value.end, last.value.end}, gap + keyText(key) + colon + value);
}

std::string withoutMember(const std::string& json, const JsonSpan& object, const JsonSpan& value)
{
    const std::vector<JsonChild> members = jsonChildren(json, object.begin);
    const auto gone =
        std::find_if(members.begin(), members.end(), [&value](const JsonChild& member) {
            return member.value.begin == value.begin;
        });
    if (json[object.begin] != '{' || gone == members.end()) {
        return json;
    }
    if (members.size() == 1) {
        return replaced(json, {object.begin + 1, object.end - 1}, {});
    }
    if (gone == members.begin()) {
        return replaced(json, {gone->key.begin, (gone + 1)->key.begin}, {});
    }
    return replaced(json, {(gone - 1)->value.end, gone->value.end}, {});
}

} // namespace

std::string withJsonValue(const std::string& json, std::string_view pointer,
                          const std::string& value)
{
    nlohmann::json::json_pointer at{std::string(pointer)};
    std::optional<JsonSpan> place = spanOfPlace(json, pointer);
    if (value.empty()) {
        const auto object = spanOfPlace(json, at.parent_pointer().to_string());
        return place && object && !at.empty() ? withoutMember(json, *object, *place) : json;
    }
    if (place) {
        return replaced(json, *place, value);
    }
    std::string key;
    std::string made = value;
    while (!place) {
        made = key.empty() ? made : '{' + keyText(key) + ": " + made + '}';
        key = at.back();
        at.pop_back();
        place = spanOfPlace(json, at.to_string());
    }
    if (json[place->begin] == '{') {
        return withMember(json, *place, key, made);
    }
    const bool isNull = textIn(json, place->begin, place->end) == "null";
    return isNull ? replaced(json, *place, '{' + keyText(key) + ": " + made + '}') : json;
}

} // namespace neurograft
