// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_schema.h"

namespace neurograft {

namespace {

using Schema = nlohmann::ordered_json;

Schema typed(const char* type, const std::string& about = {})
{
    Schema schema{{"type", type}};
    if (!about.empty()) {
        schema["description"] = about;
    }
    return schema;
}

Schema closedObject(Schema properties, const std::vector<std::string>& required = {})
{
    Schema schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
        schema["required"] = required;
    }
    schema["additionalProperties"] = false;
    return schema;
}

Schema listOf(Schema items)
{
    return {{"type", "array"}, {"items", std::move(items)}, {"minItems", 1}};
}

/// A value of that type, or a variable that has one.
Schema valueSchema(const OptionShape& option)
{
    const auto orVariable = [](Schema schema) {
        return Schema{{"anyOf", {std::move(schema), {{"$ref", "#/$defs/variable"}}}}};
    };
    Schema schema;
    switch (option.kind) {
    case OptionKind::Flag:
    case OptionKind::Switch:
        schema = orVariable({{"type", "boolean"}});
        break;
    case OptionKind::Number:
        schema = orVariable({{"type", "number"}});
        break;
    case OptionKind::Whole:
        schema = orVariable({{"type", "integer"}});
        break;
    case OptionKind::Text:
        schema = {{"type", {"string", "number", "array"}},
                  {"items", {{"type", {"string", "number"}}}}};
        break;
    }
    if (!option.help.empty()) {
        schema["description"] = option.help;
    }
    return schema;
}

Schema stepSchema(const std::string& command, const std::vector<OptionShape>& options)
{
    Schema properties{{"step", {{"$ref", "#/$defs/name"}}},
                      {"command", {{"const", command}}},
                      {"note", typed("string")},
                      {"sweep", {{"$ref", "#/$defs/sweep"}}}};
    for (const OptionShape& option : options) {
        properties[option.name] = valueSchema(option);
    }
    return closedObject(std::move(properties), {"step", "command"});
}

Schema definitions(const ChainCommands& commands)
{
    const Schema anyValue{{"type", {"string", "number", "boolean", "array"}}};
    Schema value = closedObject({{"label", typed("string", "in tables and names of cells")},
                                 {"value", anyValue},
                                 {"set", typed("object", "further variables of this value")}},
                                {"label"});
    Schema all;
    all["name"] = {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]+$"}};
    all["variable"] = {{"type", "string"}, {"pattern", "^\\$\\{[A-Za-z0-9_-]+\\}$"}};
    all["sweep"] = {{"type", "object"},
                    {"minProperties", 1},
                    {"description", "axes with their values; every combination is a cell"},
                    {"additionalProperties", listOf({{"anyOf", {anyValue, std::move(value)}}})}};
    Schema jobs = Schema::array();
    for (const std::string& command : commands.names()) {
        all[command] = stepSchema(command, commands.options(command));
        jobs.push_back({{"$ref", "#/$defs/" + command}});
    }
    all["job"] = {{"anyOf", jobs}};
    all["sweepOfJobs"] = closedObject({{"step", {{"$ref", "#/$defs/name"}}},
                                       {"note", typed("string")},
                                       {"sweep", {{"$ref", "#/$defs/sweep"}}},
                                       {"each", listOf({{"$ref", "#/$defs/job"}})}},
                                      {"step", "sweep", "each"});
    return all;
}

Schema commonSchema(const ChainCommands& commands)
{
    Schema properties;
    const std::vector<std::string> names = commands.names();
    for (const OptionShape& option : commands.options(names.front())) {
        for (const std::string& common : chainCommonOptions()) {
            if (option.name == common) {
                properties[common] = valueSchema(option);
            }
        }
    }
    return closedObject(std::move(properties));
}

} // namespace

Schema chainSchema(const ChainCommands& commands)
{
    const Schema path{
        {"anyOf",
         {typed("string"), closedObject({{"about", typed("string")}, {"path", typed("string")}})}}};
    const Schema published =
        closedObject({{"row", typed("string")},
                      {"column", typed("string")},
                      {"value", typed("number")},
                      {"unit", typed("string")},
                      {"source", typed("string")},
                      {"note", typed("string")},
                      {"metric", typed("string", "step/metric")},
                      {"where", typed("object", "cells of a sweep, by axis and label")}},
                     {"value", "source"});
    Schema properties{
        {"$schema", typed("string")},
        {"schema", {{"const", kChainSchema}}},
        {"command", {{"const", "run"}}},
        {"title", typed("string")},
        {"shows", typed("string", "table or figure that is reproduced")},
        {"note", typed("string")},
        {"paths", {{"type", "object"}, {"additionalProperties", path}}},
        {"common", commonSchema(commands)},
        {"files",
         {{"type", "array"},
          {"items",
           closedObject({{"path", typed("string")}, {"sha256", typed("string")}},
                        {"path", "sha256"})}}},
        {"steps",
         listOf({{"anyOf", {{{"$ref", "#/$defs/job"}}, {{"$ref", "#/$defs/sweepOfJobs"}}}}})},
        {"published", {{"type", "array"}, {"items", published}}},
        {"expected", typed("object", "time and memory on a stated machine")}};
    Schema schema = closedObject(std::move(properties), {"schema", "command", "steps"});
    Schema head{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "A study of Neurograft: a chain of jobs"}};
    head.update(schema);
    head["$defs"] = definitions(commands);
    return head;
}

} // namespace neurograft
