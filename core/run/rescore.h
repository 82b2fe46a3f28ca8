// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_score.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

struct RescoreOptions {
    std::filesystem::path result;
    std::filesystem::path out; ///< empty = nothing is written; may be `result` itself
    bool overwrite = false;
    bool executesCode = false; ///< generated code is run, isolated (evaluation.md 4.4)
};

/// One task of a result, scored again.
struct RescoredTask {
    std::string task;
    std::string protocol;
    std::string promptTemplate;
    std::int64_t shots = 0;
    EvaluationScore before;
    EvaluationScore after;
    std::int64_t changed = 0; ///< items whose verdict is another one
    std::string notice; ///< why items are not scored; empty when all are
};

/// Scores the saved answers of every task in a result by the rules of this version, without the
/// model (cli.md `rescore`). Code is not scored unless it is run.
///
/// With `out` the whole result is written there with the new scores; `command` then tells of the
/// rescoring and `generated_by` of the run that made the answers.
/// @throws StudyError when the result has no evaluation or `out` exists and may not be replaced;
/// Canceled after a stop: nothing is written then
std::vector<RescoredTask> rescoreResult(const RescoreOptions& options, const RunContext& context);

} // namespace neurograft
