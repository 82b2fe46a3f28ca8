// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/parameter_study.h"

#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <nlohmann/json.hpp>

#include <map>

namespace neurograft {

namespace {

void takeAdapters(StudyReader& reader, std::vector<ParameterStudy::Adapter>& adapters)
{
    if (!reader.has("adapters")) {
        return;
    }
    const nlohmann::json list = reader.takeAny("adapters");
    if (!list.is_array()) {
        throw StudyError(reader.path("adapters"), "a list of objects", list.dump());
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        StudyReader inner(list[i], reader.path("adapters/" + std::to_string(i)));
        ParameterStudy::Adapter adapter;
        takePath(inner, "path", adapter.path);
        takePath(inner, "initial", adapter.initial);
        inner.requireAllTaken();
        adapters.push_back(std::move(adapter));
    }
}

std::string lastPart(const std::filesystem::path& path)
{
    const std::filesystem::path plain = path.lexically_normal();
    return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

} // namespace

void checkParameterStudy(const ParameterStudy& study)
{
    if (study.model.empty()) {
        throw UsageError("parameters", "--model with the base's folder", "none");
    }
    if (study.adapters.empty() && !study.hasSpectra) {
        throw UsageError("parameters", "--adapter or --spectra", "neither");
    }
    if (!study.teacher.empty() && !study.hasSpectra) {
        throw UsageError("parameters --teacher", "--spectra, which it is compared by", "none");
    }
    if (study.subspace < 0) {
        throw UsageError("parameters --subspace", "a number from 0",
                         std::to_string(study.subspace));
    }
}

std::vector<std::string> adapterNames(const ParameterStudy& study)
{
    std::map<std::string, int> seen;
    std::vector<std::string> names;
    for (const ParameterStudy::Adapter& adapter : study.adapters) {
        const std::string name = lastPart(adapter.path);
        const int count = ++seen[name];
        names.push_back(count == 1 ? name : name + "-" + std::to_string(count));
    }
    return names;
}

std::string studyText(const ParameterStudy& study)
{
    nlohmann::ordered_json text;
    text["schema"] = kStudySchema;
    text["command"] = "parameters";
    text["model"] = study.model.string();
    text["teacher"] = study.teacher.string();
    text["adapters"] = nlohmann::ordered_json::array();
    for (const ParameterStudy::Adapter& adapter : study.adapters) {
        text["adapters"].push_back(
            {{"path", adapter.path.string()}, {"initial", adapter.initial.string()}});
    }
    text["subspace"] = study.subspace;
    text["spectra"] = study.hasSpectra;
    text["seed"] = study.seed;
    text["threads"] = study.threads;
    text["deterministic"] = study.isDeterministic;
    return text.dump(1);
}

ParameterStudy parseParameterStudy(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseStudyText(text, name);
    StudyReader reader(document, name + ": ");
    takeCommand(reader, "parameters");
    ParameterStudy study;
    takePath(reader, "model", study.model);
    takePath(reader, "teacher", study.teacher);
    takeAdapters(reader, study.adapters);
    reader.take("subspace", study.subspace, 0);
    reader.take("spectra", study.hasSpectra);
    takeSeed(reader, study.seed);
    takeThreads(reader, study.threads);
    reader.take("deterministic", study.isDeterministic);
    reader.requireAllTaken();
    return study;
}

std::string parameterCommandLine(const ParameterStudy& study, const std::filesystem::path& out)
{
    CommandLineText line("neurograft parameters");
    line.add("--model", study.model.string());
    line.addUnless("", "--teacher", study.teacher.string());
    for (const ParameterStudy::Adapter& adapter : study.adapters) {
        line.add("--adapter", adapter.path.string());
        line.addUnless("", "--initial", adapter.initial.string());
    }
    line.addUnless("0", "--subspace", std::to_string(study.subspace));
    if (study.hasSpectra) {
        line.add("--spectra");
    }
    line.addUnless("42", "--seed", std::to_string(study.seed));
    line.addUnless("0", "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
