// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_study.h"

#include "core/run/error.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <sstream>

namespace neurograft {

namespace {

using ChainJson = nlohmann::ordered_json;

/// Letters, digits, - and _: a name is part of paths and of `${name}`.
void requireChainName(const std::string& path, const std::string& name)
{
    const bool isPlain =
        !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '-' || c == '_';
        });
    if (!isPlain) {
        throw StudyError(path, "a name of letters, digits, - and _", "\"" + name + "\"");
    }
}

/// A list of objects at @p key, each with its own reader.
template <class Take>
void takeObjects(StudyReader& reader, const std::string& key, const Take& take)
{
    const nlohmann::json list = reader.takeAny(key);
    if (list.is_null()) {
        return;
    }
    if (!list.is_array()) {
        throw StudyError(reader.path(key), "a list of objects", list.dump());
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        StudyReader inner(list[i], reader.path(key + "/" + std::to_string(i)));
        take(inner);
        inner.requireAllTaken();
    }
}

/// What a value is called in tables: text as it is, a list with + between.
std::string labelOfValue(const ChainJson& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (!value.is_array()) {
        return value.dump();
    }
    std::string label;
    for (const ChainJson& part : value) {
        label += (label.empty() ? "" : "+") + labelOfValue(part);
    }
    return label;
}

SweepValue sweepValueOf(const ChainJson& json, const std::string& path)
{
    if (!json.is_object()) {
        if (json.is_null()) {
            throw StudyError(path, "a value, or an object with label and value", "null");
        }
        return {labelOfValue(json), json, {}};
    }
    const nlohmann::json plain = json;
    StudyReader reader(plain, path);
    SweepValue value;
    reader.take("label", value.label);
    if (value.label.empty()) {
        throw StudyError(reader.path("label"), "a word for tables", "none");
    }
    value.value = json.contains("value") ? json.at("value") : ChainJson(value.label);
    reader.takeAny("value");
    const nlohmann::json also = reader.takeAny("set");
    if (!also.is_null() && !also.is_object()) {
        throw StudyError(reader.path("set"), "an object of variables", also.dump());
    }
    for (const auto& [name, other] : also.items()) {
        requireChainName(reader.path("set"), name);
        value.also[name] = other;
    }
    reader.requireAllTaken();
    return value;
}

std::vector<SweepAxis> sweepOf(const ChainJson& json, const std::string& path)
{
    if (!json.is_object() || json.empty()) {
        throw StudyError(path, "an object of axes with their values", json.dump());
    }
    std::vector<SweepAxis> axes;
    for (const auto& [name, values] : json.items()) {
        requireChainName(path, name);
        const std::string axisPath = path + "/" + name;
        if (!values.is_array() || values.empty()) {
            throw StudyError(axisPath, "a list of at least one value", values.dump());
        }
        SweepAxis axis{name, {}};
        std::set<std::string> labels;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string valuePath = axisPath + "/" + std::to_string(i);
            axis.values.push_back(sweepValueOf(values[i], valuePath));
            if (!labels.insert(axis.values.back().label).second) {
                throw StudyError(valuePath, "values that differ in their label",
                                 "\"" + axis.values.back().label + "\" twice");
            }
        }
        axes.push_back(std::move(axis));
    }
    return axes;
}

std::vector<ChainStep> stepsOf(const ChainJson& list, const std::string& path, bool isInCell,
                               std::set<std::string>& names);

/// Everything of a step but the options of its command, which are what is left.
ChainStep stepOf(const ChainJson& json, const std::string& path, bool isInCell,
                 std::set<std::string>& names)
{
    const nlohmann::json plain = json;
    StudyReader reader(plain, path); // an object
    ChainStep step;
    step.path = path;
    step.options = json;
    reader.take("step", step.name);
    requireChainName(reader.path("step"), step.name);
    if (!names.insert(step.name).second) {
        throw StudyError(reader.path("step"), "a name that no other step, path or axis has",
                         "\"" + step.name + "\" again");
    }
    reader.take("command", step.command);
    reader.take("note", step.note);
    if (json.contains("sweep")) {
        if (isInCell) {
            throw StudyError(reader.path("sweep"), "no sweep inside the cell of another", "one");
        }
        step.sweep = sweepOf(json.at("sweep"), reader.path("sweep"));
        for (const SweepAxis& axis : step.sweep) {
            // A seed of one sweep and the seed of another are two variables of one name.
            if (names.count(axis.name) > 0) {
                throw StudyError(reader.path("sweep/" + axis.name),
                                 "a name that no step or path has", "\"" + axis.name + "\"");
            }
        }
    }
    if (json.contains("each")) {
        if (!step.isSweep() || !step.command.empty()) {
            throw StudyError(reader.path("each"), "steps of a sweep that has no command itself",
                             step.isSweep() ? "a command" : "no sweep");
        }
        step.each = stepsOf(json.at("each"), reader.path("each"), true, names);
    }
    if (step.command.empty() == step.each.empty()) {
        throw StudyError(reader.path("command"), "a command, or a sweep with each", "neither");
    }
    for (const char* key : {"step", "command", "note", "sweep", "each"}) {
        step.options.erase(key);
    }
    if (!step.each.empty() && !step.options.empty()) {
        throw StudyError(path + "/" + step.options.begin().key(),
                         "options in the steps of each only", step.options.begin().key());
    }
    return step;
}

std::vector<ChainStep> stepsOf(const ChainJson& list, const std::string& path, bool isInCell,
                               std::set<std::string>& names)
{
    if (!list.is_array() || list.empty()) {
        throw StudyError(path, "a list of at least one step", list.dump());
    }
    std::vector<ChainStep> steps;
    for (std::size_t i = 0; i < list.size(); ++i) {
        steps.push_back(stepOf(list[i], path + "/" + std::to_string(i), isInCell, names));
    }
    return steps;
}

void takePaths(StudyReader& reader, std::map<std::string, ChainPath>& paths)
{
    const nlohmann::json object = reader.takeAny("paths");
    if (object.is_null()) {
        return;
    }
    if (!object.is_object()) {
        throw StudyError(reader.path("paths"), "an object of names", object.dump());
    }
    for (const auto& [name, value] : object.items()) {
        const std::string path = reader.path("paths/" + name);
        requireChainName(path, name);
        ChainPath entry;
        if (value.is_string()) {
            entry.path = value.get<std::string>();
        } else {
            StudyReader inner(value, path);
            inner.take("about", entry.about);
            inner.take("path", entry.path);
            inner.requireAllTaken();
        }
        paths[name] = entry;
    }
}

PublishedNumber publishedOf(StudyReader& reader)
{
    PublishedNumber number;
    reader.take("row", number.row);
    reader.take("column", number.column);
    if (!reader.has("value")) {
        throw StudyError(reader.path("value"), "a number", "none");
    }
    takeNumber(reader, "value", number.value);
    reader.take("unit", number.unit);
    reader.take("source", number.source);
    if (number.source.empty()) {
        throw StudyError(reader.path("source"), "where the number was published", "nothing");
    }
    reader.take("note", number.note);
    reader.take("metric", number.metric);
    const nlohmann::json where = reader.takeAny("where");
    if (!where.is_null() && !where.is_object()) {
        throw StudyError(reader.path("where"), "an object of axes and labels", where.dump());
    }
    for (const auto& [axis, label] : where.items()) {
        number.where[axis] = labelOfValue(label);
    }
    return number;
}

ChainJson parseChainText(std::string_view text, const std::string& name)
{
    try {
        return ChainJson::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw FormatError(name + ", byte " + std::to_string(error.byte), "a chain of jobs in JSON",
                          "text that is none");
    } catch (const nlohmann::json::exception& error) { // a number that no type holds
        throw FormatError(name, "a chain of jobs in JSON", error.what());
    }
}

} // namespace

const std::vector<std::string>& chainCommonOptions()
{
    static const std::vector<std::string> kOptions{"device", "dtype", "threads", "seed",
                                                   "deterministic"};
    return kOptions;
}

ChainStudy parseChainStudy(std::string_view text, const std::string& name)
{
    const ChainJson ordered = parseChainText(text, name);
    const nlohmann::json document = ordered;
    StudyReader reader(document, name + ": ");
    std::int64_t schema = 0;
    reader.take("schema", schema, 1);
    if (schema < 1 || schema > kChainSchema) {
        throw StudyError(reader.path("schema"), "a schema up to " + std::to_string(kChainSchema),
                         schema == 0 ? "none" : std::to_string(schema),
                         schema == 0 ? "" : "Open it with a newer Neurograft.");
    }
    std::string command;
    reader.take("command", command);
    if (command != "run") {
        throw StudyError(reader.path("command"), "\"run\": a chain of jobs", "\"" + command + "\"");
    }
    ChainStudy study;
    reader.take("title", study.title);
    reader.take("shows", study.shows);
    reader.take("note", study.note);
    reader.takeAny("$schema"); // for editors
    takePaths(reader, study.paths);
    const nlohmann::json common = reader.takeAny("common");
    if (!common.is_null()) {
        StudyReader inner(common, reader.path("common"));
        for (const std::string& key : chainCommonOptions()) {
            inner.takeAny(key);
        }
        inner.requireAllTaken();
        study.common = ordered.at("common");
    }
    takeObjects(reader, "files", [&study](StudyReader& inner) {
        ExpectedFile file;
        inner.take("path", file.path);
        inner.take("sha256", file.sha256);
        study.files.push_back(std::move(file));
    });
    std::set<std::string> names;
    for (const auto& [path, value] : study.paths) {
        names.insert(path);
    }
    reader.takeAny("steps");
    study.steps = stepsOf(ordered.value("steps", ChainJson()), reader.path("steps"), false, names);
    takeObjects(reader, "published",
                [&study](StudyReader& inner) { study.published.push_back(publishedOf(inner)); });
    study.expected = reader.takeAny("expected");
    reader.requireAllTaken();
    return study;
}

std::string expectedText(const ChainStudy& study)
{
    const nlohmann::ordered_json& expected = study.expected;
    const auto numberText = [](double value) {
        std::ostringstream text;
        text << value;
        return text.str();
    };
    const auto number = [&](const char* key) { return numberText(expected.value(key, 0.0)); };
    if (!expected.is_object() || !expected.contains("machine")) {
        return {};
    }
    const double minutes = 60.0 * expected.value("hours", 0.0);
    const std::string time = minutes < 60.0
        ? numberText(std::max(1.0, std::round(minutes))) + " min"
        : number("hours") + " h";
    std::string text = "about " + time + " on " + expected.value("machine", std::string()) + ": "
        + number("gpu_gb") + " GB on the GPU";
    if (expected.value("host_gb", 0.0) >= 1.0) {
        text += ", " + number("host_gb") + " GB beside it";
    }
    return text;
}

bool isChainStudy(std::string_view text)
{
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    return document.is_object() && document.value("command", nlohmann::json()) == "run";
}

} // namespace neurograft
