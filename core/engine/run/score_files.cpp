// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/score_files.h"

#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/evaluate_study.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

std::string nameOf(const fs::path& path)
{
    const fs::path trimmed = path.has_filename() ? path : path.parent_path();
    return trimmed.filename().string();
}

/// "student", "student + lora": the model and what lies over it, from the study inside the result;
/// the file's own name when there is none.
std::string labelOf(const fs::path& file, const RunManifest& manifest)
{
    const auto study = nlohmann::json::parse(manifest.study, nullptr, false);
    if (!study.is_object() || !study.contains("task")) {
        return file.stem().string();
    }
    const EvaluateStudy evaluated = parseEvaluateStudy(manifest.study, file.string());
    std::string label = nameOf(evaluated.model.empty() ? evaluated.predictions : evaluated.model);
    for (const auto* edits : {&evaluated.overlay.adapters, &evaluated.overlay.residualAdapters,
                              &evaluated.overlay.deltas}) {
        for (const fs::path& edit : *edits) {
            label += " + " + nameOf(edit);
        }
    }
    return label;
}

ScoredRuns readModel(const LabelledResults& results)
{
    ScoredRuns model;
    model.label = results.label;
    model.files = results.results;
    for (const fs::path& path : results.results) {
        const ResultFile result = readResult(path);
        if (model.label.empty()) {
            model.label = labelOf(path, result.manifest);
        }
        for (const EvaluationTask task : evaluatedTasks(result)) {
            model.runs.push_back(readEvaluation(result, task, path.string()));
        }
    }
    return model;
}

} // namespace

LabelledResults parseLabelledResults(const std::string& text)
{
    std::error_code error;
    if (fs::exists(text, error)) {
        return {{}, {text}};
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        return {{}, {text}};
    }
    LabelledResults results;
    results.label = text.substr(0, equals);
    for (std::size_t begin = equals + 1; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        if (end > begin) {
            results.results.emplace_back(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    if (results.label.empty() || results.results.empty()) {
        throw UsageError("scores", "NAME=A.h5,B.h5 or A.h5", "'" + text + "'");
    }
    return results;
}

ScoreTable scoresOfResults(const std::vector<LabelledResults>& models, std::uint64_t seed)
{
    std::vector<ScoredRuns> scored;
    for (const LabelledResults& results : models) {
        ScoredRuns model = readModel(results);
        // Files without a name that hold the same model are its tasks, not several models.
        const auto same = std::find_if(scored.begin(), scored.end(), [&](const ScoredRuns& each) {
            return results.label.empty() && each.label == model.label;
        });
        if (same == scored.end()) {
            scored.push_back(std::move(model));
        } else {
            std::move(model.runs.begin(), model.runs.end(), std::back_inserter(same->runs));
            std::move(model.files.begin(), model.files.end(), std::back_inserter(same->files));
        }
    }
    return scoreTable(scored, seed);
}

} // namespace neurograft
