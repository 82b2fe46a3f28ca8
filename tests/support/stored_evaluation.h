// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_result.h"
#include "core/store/result_file.h"
#include "core/study/evaluate_study.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft::testing {

/// @p right of @p n questions of a task answered right; none of -n scored for n < 0.
inline Evaluation answered(EvaluationTask task, int right, int n)
{
    Evaluation evaluation;
    evaluation.protocol = evaluationProtocol(task, "", "", "");
    for (int row = 0; row < std::abs(n); ++row) {
        EvaluationItem item;
        item.id = std::to_string(row);
        item.row = row;
        item.gold = "7";
        item.isAnswered = true;
        item.verdict = n < 0 ? Verdict::NotScored : row < right ? Verdict::Right : Verdict::Wrong;
        evaluation.items.push_back(item);
    }
    return evaluation;
}

/// A result of `evaluate` of a model, its study being that of the first task; may hold none.
inline void writeEvaluations(const std::filesystem::path& path, const std::string& model,
                             const std::vector<Evaluation>& evaluations)
{
    EvaluateStudy study;
    study.model = "models/" + model;
    study.task = evaluations.empty() ? "gsm8k" : taskWord(evaluations.front().protocol.task);
    study.data = "test.jsonl";
    ResultFile result;
    result.manifest.study = studyText(study);
    result.manifest.command = "neurograft evaluate --model " + model;
    for (const Evaluation& evaluation : evaluations) {
        putEvaluation(evaluation, result);
    }
    writeResult(path, result, true);
}

} // namespace neurograft::testing
