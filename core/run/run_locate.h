// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/ablation.h"
#include "core/run/run_context.h"
#include "core/study/locate_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// One kind of neuron of one model in numbers.
struct LocatedFamily {
    std::string name; ///< "ffn", "attn" or "value"
    std::int64_t neurons = 0; ///< of the whole model
    std::int64_t evaluated = 0; ///< that got a score; the others cannot be in the selection
    std::int64_t selected = 0; ///< in all layers together
    std::vector<std::int64_t> layers; ///< the selection is taken from these
};

/// What was found in one model.
struct LocatedModel {
    std::string role; ///< "teacher", "student" or "model"
    std::filesystem::path folder;
    std::int64_t rows = 0;
    std::int64_t skipped = 0; ///< rows without a target (D17)
    std::vector<LocatedFamily> families;
    std::vector<AblatedRow> ablation; ///< with --ablate: rows with and without the selected neurons
};

struct LocateOutcome {
    std::filesystem::path path;
    std::vector<LocatedModel> models; ///< empty for sensitivity
    std::vector<std::int64_t> keptLayers; ///< of sensitivity: the teacher's, one for each of the
                                          ///< student's
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
};

/// Layer and neuron scores and the selections taken from them (attribution.md, result groups
/// `attribution/<role>` and `sensitivity` of cli.md section 3).
///
/// @p out is rewritten with status "partial" as results come: layer scores with first-order
/// previews, then one finished model after the other. A finished model in a partial result of the
/// same study is kept with @p isResumed. `seed` also draws the rows (`rows.seed` is not looked at).
/// @throws Canceled after a stop: @p out is then a valid partial file, or untouched when nothing
/// had begun; Error family for bad input, before any long work
LocateOutcome runLocate(const LocateStudy& study, const std::filesystem::path& out, bool overwrite,
                        bool isResumed, const RunContext& context);

/// What a run would need, from headers only (cli.md --dry-run).
struct LocatePlan {
    std::vector<std::string> problems; ///< empty = ok
    std::int64_t rows = 0;
    std::int64_t tokens = 0; ///< that go through the models
    std::int64_t positions = 0; ///< scored, of the last model
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
LocatePlan planLocate(const LocateStudy& study);

} // namespace neurograft
