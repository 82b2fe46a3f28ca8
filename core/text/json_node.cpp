// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_node.h"

#include "core/run/error.h"
#include "core/text/code_points.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

namespace {

std::string shortText(const nlohmann::json& value)
{
    std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (text.size() > 80) {
        text.resize(77);
        text += "...";
    }
    return text;
}

} // namespace

JsonNode::JsonNode(const nlohmann::json& value, std::string file, std::string key)
    : m_value(&value), m_file(std::move(file)), m_key(std::move(key))
{
}

std::string JsonNode::where() const
{
    return m_key.empty() ? m_file : m_file + ": " + m_key;
}

bool JsonNode::isNull() const
{
    return m_value->is_null();
}

bool JsonNode::isObject() const
{
    return m_value->is_object();
}

bool JsonNode::isString() const
{
    return m_value->is_string();
}

std::optional<JsonNode> JsonNode::find(std::string_view key) const
{
    if (!m_value->is_object()) {
        fail("an object");
    }
    const auto found = m_value->find(std::string(key));
    if (found == m_value->end() || found->is_null()) {
        return std::nullopt;
    }
    return JsonNode(*found, m_file,
                    m_key.empty() ? std::string(key) : m_key + "." + std::string(key));
}

JsonNode JsonNode::at(std::string_view key) const
{
    auto member = find(key);
    if (!member) {
        throw FormatError(where(), "a member \"" + std::string(key) + "\"", "none");
    }
    return *std::move(member);
}

std::vector<JsonNode> JsonNode::elements() const
{
    if (!m_value->is_array()) {
        fail("an array");
    }
    std::vector<JsonNode> nodes;
    nodes.reserve(m_value->size());
    for (const nlohmann::json& element : *m_value) {
        nodes.emplace_back(element, m_file, m_key + "[" + std::to_string(nodes.size()) + "]");
    }
    return nodes;
}

std::string JsonNode::asString() const
{
    if (!m_value->is_string()) {
        fail("a string");
    }
    return m_value->get<std::string>();
}

bool JsonNode::asBool() const
{
    if (!m_value->is_boolean()) {
        fail("true or false");
    }
    return m_value->get<bool>();
}

std::int64_t JsonNode::asInteger() const
{
    if (!m_value->is_number_integer()) {
        fail("an integer");
    }
    return m_value->get<std::int64_t>();
}

char32_t JsonNode::asCharacter() const
{
    const std::string text = asString();
    if (text.empty()) {
        fail("one character");
    }
    const CodePoint first = codePointAt(text, 0);
    if (first.length != text.size()) {
        fail("one character");
    }
    return first.value;
}

bool JsonNode::boolOr(std::string_view key, bool fallback) const
{
    const auto member = find(key);
    return member ? member->asBool() : fallback;
}

std::string JsonNode::stringOr(std::string_view key, std::string fallback) const
{
    const auto member = find(key);
    return member ? member->asString() : std::move(fallback);
}

std::string JsonNode::type() const
{
    return at("type").asString();
}

void JsonNode::refuseType(std::string_view what, std::initializer_list<const char*> supported) const
{
    std::string expected = "a " + std::string(what) + " of a supported type (";
    for (const char* name : supported) {
        expected += (name == *supported.begin() ? "" : ", ") + std::string(name);
    }
    throw FormatError(where() + ".type", expected + ")", "\"" + type() + "\"",
                      "This tokenizer needs a part that is not built in.");
}

void JsonNode::fail(const std::string& expected, const std::string& advice) const
{
    throw FormatError(where(), expected, shortText(*m_value), advice);
}

} // namespace neurograft
