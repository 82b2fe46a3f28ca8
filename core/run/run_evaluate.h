// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_score.h"
#include "core/run/run_context.h"
#include "core/study/evaluate_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What an evaluation came to.
struct EvaluateOutcome {
    std::filesystem::path path;
    std::string task;
    std::string protocol;
    std::string promptTemplate;
    std::int64_t shots = 0;
    EvaluationScore score;
    std::vector<EvaluationScore> groups; ///< mmlu: categories, sub-categories, subjects
    double scoreOi = 0.0; ///< gsm8k only, both rules of evaluation.md 3; else NaN
    double scoreCorrected = 0.0;
    std::int64_t generatedTokens = 0; ///< of this session
    std::string notice; ///< why items were not scored; empty when all were
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
};

/// Scores one task with one model, or outputs made elsewhere (result group `evaluation/<task>` of
/// cli.md section 3).
///
/// @p out is rewritten with status "partial" every few seconds while answers come; answered items
/// in a partial result of the same study are kept with @p isResumed. `seed` also draws the rows
/// (`rows.seed` is not looked at).
/// @throws Canceled after a stop: @p out is then a valid partial file, or untouched when nothing
/// had begun; Error family for bad input, before any long work
EvaluateOutcome runEvaluate(const EvaluateStudy& study, const std::filesystem::path& out,
                            bool overwrite, bool isResumed, const RunContext& context);

/// What a run would need, from headers and data only (cli.md --dry-run).
struct EvaluatePlan {
    std::vector<std::string> problems; ///< empty = ok
    std::string protocol;
    std::string promptTemplate;
    std::int64_t items = 0; ///< questions times samples
    std::int64_t promptTokens = 0;
    std::int64_t mostNewTokens = 0; ///< if every answer has its full length
    std::string firstPrompt; ///< as the model would read it
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0; ///< with answers of full length
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
EvaluatePlan planEvaluate(const EvaluateStudy& study);

} // namespace neurograft
