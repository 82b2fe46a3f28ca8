// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_rendering.h"

#include "core/run/error.h"
#include "core/support/text_utf8.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

namespace {

using nlohmann::json;

nlohmann::json parseLine(std::string_view line, const std::string& where)
{
    const std::int64_t invalid = firstInvalidUtf8(line);
    if (invalid >= 0) {
        throw FormatError(where, "UTF-8",
                          "a byte that is none at offset " + std::to_string(invalid)
                              + " of the line",
                          "Convert the file to UTF-8.");
    }
    try {
        json row = json::parse(line);
        if (!row.is_object()) {
            throw FormatError(where, "a JSON object", std::string("a JSON ") + row.type_name());
        }
        return row;
    } catch (const json::parse_error& error) {
        const bool isBlank = stripPython(line).empty();
        throw FormatError(where, "a JSON object",
                          isBlank ? std::string("an empty line")
                                  : "something else at byte " + std::to_string(error.byte)
                                  + " of the line",
                          "Data files are JSON Lines: one object in each line.");
    } catch (const json::exception&) {
        throw FormatError(where, "a JSON object", "a number too large to be read");
    }
}

const json* find(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string stringOf(const json& value, const std::string& where, const std::string& key)
{
    if (!value.is_string()) {
        throw FormatError(where + ", key " + key, "a string",
                          std::string("a JSON ") + value.type_name());
    }
    return value.get<std::string>();
}

std::string stringAt(const json& object, const char* member, const std::string& where,
                     const std::string& key)
{
    const json* value = object.is_object() ? find(object, member) : nullptr;
    if (value == nullptr) {
        throw FormatError(where + ", key " + key, std::string("a member \"") + member + "\"",
                          "none");
    }
    return stringOf(*value, where, key + "." + member);
}

void renderMessages(const json& messages, const std::string& where, ExampleRow& row)
{
    if (!messages.is_array() || messages.empty()) {
        throw FormatError(where + ", key messages", "an array of messages",
                          messages.is_array() ? "an empty one"
                                              : std::string("a JSON ") + messages.type_name());
    }
    row.messages = static_cast<std::int64_t>(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::string key = std::string("messages[").append(std::to_string(i)).append("]");
        const std::string role = stringAt(messages[i], "role", where, key);
        const std::string content = stringAt(messages[i], "content", where, key);
        const std::string stripped = std::string(stripPython(content)) + "\n\n";
        if (i + 1 < messages.size()) {
            row.prompt.append("<|").append(role).append("|>\n").append(stripped);
            continue;
        }
        if (role != "assistant") {
            throw FormatError(where + ", key " + key + ".role", "assistant as the last message",
                              "\"" + role + "\"");
        }
        row.prompt += "<|assistant|>\n";
        row.response = stripped;
    }
}

/// Ids are strings in the official files; numbers are taken as they are written.
std::string labelOf(const json& object, const char* key)
{
    const json* value = find(object, key);
    if (value == nullptr || !(value->is_string() || value->is_number())) {
        return {};
    }
    return value->is_string() ? value->get<std::string>() : value->dump();
}

} // namespace

ExampleRow renderRow(std::string_view line, const std::string& where, std::int64_t index)
{
    const json object = parseLine(line, where);
    ExampleRow row;
    row.line = index;
    row.id = labelOf(object, "id");
    row.category = labelOf(object, "category");
    if (const json* messages = find(object, "messages")) {
        renderMessages(*messages, where, row);
    } else if (const json* response = find(object, "response")) {
        if (const json* prompt = find(object, "prompt")) {
            row.prompt = stringOf(*prompt, where, "prompt");
        }
        row.response = stringOf(*response, where, "response");
    } else if (const json* text = find(object, "text")) {
        row.response = stringOf(*text, where, "text");
    } else {
        std::string keys;
        for (const auto& [key, value] : object.items()) {
            keys += (keys.empty() ? "" : ", ") + key;
        }
        throw FormatError(where, "messages, or prompt and response, or text",
                          keys.empty() ? "no keys" : "keys " + keys.substr(0, 120));
    }
    return row;
}

} // namespace neurograft
