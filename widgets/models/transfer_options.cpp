// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_options.h"

#include "core/run/error.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

using Json = nlohmann::json;

/// Of models, rows and the machine: not the form's business.
constexpr std::array<const char*, 19> kElsewhere{
    "schema",        "command",        "method",         "mode",          "teacher",
    "student",       "extract",        "align",          "train",         "validation",
    "rows",          "seed",           "dtype",          "teacher_dtype", "threads",
    "student_dtype", "teacher_device", "student_device", "deterministic"};

bool isElsewhere(const std::string& key)
{
    return std::find(kElsewhere.begin(), kElsewhere.end(), key) != kElsewhere.end();
}

Json::json_pointer pointerTo(const std::string& key)
{
    return Json::json_pointer("/" + key);
}

Json valuesOf(const TransferStudy& study)
{
    return Json::parse(studyText(study));
}

/// "rank", "laten/steps", …
std::vector<std::string> keysOf(const Json& values)
{
    std::vector<std::string> keys;
    for (const auto& [name, value] : values.items()) {
        if (isElsewhere(name)) {
            continue;
        }
        if (!value.is_object()) {
            keys.push_back(name);
            continue;
        }
        for (const auto& [inner, ignored] : value.items()) {
            keys.push_back(name + "/" + inner);
        }
    }
    return keys;
}

/// Without what belongs to the run.
TransferStudy bare(TransferStudy study)
{
    const TransferStudy none;
    study.teacher = study.student = none.teacher;
    study.extract = study.align = study.train = study.validation = none.extract;
    study.rows = none.rows;
    study.seed = none.seed;
    study.teacherDevice = none.teacherDevice;
    study.studentDevice = none.studentDevice;
    study.teacherDtype = none.teacherDtype;
    study.studentDtype = none.studentDtype;
    study.threads = none.threads;
    study.isDeterministic = none.isDeterministic;
    return study;
}

} // namespace

TransferOptions::TransferOptions(const std::string& method, const std::string& mode)
    : TransferOptions(transferDefaults(method, mode))
{
}

TransferOptions::TransferOptions(const TransferStudy& study)
{
    take(bare(study));
}

void TransferOptions::take(const TransferStudy& study)
{
    m_study = study;
    m_values = valuesOf(study);
    m_standard = valuesOf(transferDefaults(study.method, study.mode));
}

void TransferOptions::setMode(const std::string& mode)
{
    const TransferOptions next(method(), mode);
    const std::vector<std::string> changed = changedKeys();
    const Json before = m_values;
    take(next.study());
    for (const std::string& key : changed) {
        set(key, before.at(pointerTo(key)));
    }
}

void TransferOptions::restoreDefaults()
{
    take(transferDefaults(method(), mode()));
}

Json TransferOptions::value(const std::string& key) const
{
    const Json::json_pointer pointer = pointerTo(key);
    return m_values.contains(pointer) ? m_values.at(pointer) : Json();
}

Json TransferOptions::standard(const std::string& key) const
{
    const Json::json_pointer pointer = pointerTo(key);
    return m_standard.contains(pointer) ? m_standard.at(pointer) : Json();
}

void TransferOptions::set(const std::string& key, const Json& value)
{
    if (this->value(key).is_null()) {
        throw StudyError("/" + key, "a value that transfers have", "none of that name");
    }
    Json values = m_values;
    values[pointerTo(key)] = value;
    take(parseTransferStudy(values.dump(), "transfer"));
}

std::vector<std::string> TransferOptions::keys() const
{
    return keysOf(m_values);
}

std::vector<std::string> TransferOptions::changedKeys() const
{
    std::vector<std::string> keys = keysOf(m_values);
    keys.erase(std::remove_if(keys.begin(), keys.end(),
                              [this](const std::string& key) { return isStandard(key); }),
               keys.end());
    return keys;
}

Json TransferOptions::toJson() const
{
    Json changes = Json::object();
    for (const std::string& key : changedKeys()) {
        changes[key] = value(key);
    }
    return {{"method", method()}, {"mode", mode()}, {"changes", changes}};
}

TransferOptions TransferOptions::fromJson(const Json& json)
{
    const auto word = [&json](const char* key, const std::string& standard) {
        return json.is_object() && json.contains(key) && json[key].is_string()
            ? json[key].get<std::string>()
            : standard;
    };
    const TransferOptions standard;
    const std::string method = word("method", standard.method());
    const auto& methods = transferMethods();
    const bool isKnown = std::find(methods.begin(), methods.end(), method) != methods.end();
    const std::string mode = word("mode", standard.mode());
    TransferOptions options(isKnown ? method : standard.method(),
                            mode == "compat" ? mode : standard.mode());
    if (!isKnown || !json.contains("changes") || !json["changes"].is_object()) {
        return options;
    }
    for (const auto& [key, value] : json["changes"].items()) {
        try {
            options.set(key, value);
        } catch (const Error&) {
            continue; // of another version
        }
    }
    return options;
}

} // namespace neurograft
