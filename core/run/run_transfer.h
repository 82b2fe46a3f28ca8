// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/study/transfer_study.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace neurograft {

/// What one seed came to.
struct TransferredSeed {
    std::uint64_t seed = 0;
    std::filesystem::path folder;
    std::int64_t steps = 0; ///< done, earlier sessions included
    double firstLoss = 0.0; ///< of step 0; NaN when nothing was trained
    double lastLoss = 0.0; ///< of the last step
    double validationLoss = 0.0; ///< last one measured; NaN without rows for it
    /// Of the align rows, by the student as it is and with the change; NaN where not measured.
    double plainPerplexity = std::numeric_limits<double>::quiet_NaN();
    double changedPerplexity = std::numeric_limits<double>::quiet_NaN();
};

struct TransferOutcome {
    std::filesystem::path path;
    std::int64_t trainedParameters = 0;
    std::vector<TransferredSeed> seeds;
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
};

/// Runs a method for every seed of the study (cli.md `transfer`).
///
/// Each seed's folder gets its adapter (`initial/` and `converted/` where the student was relieved
/// of the start) or its `delta.safetensors`, kept steps `step-<k>/` and `run.h5`. While it trains,
/// `state.safetensors` holds all that the next step depends on, written after every step; `run.h5`
/// has status "partial" and is written again every few seconds. With @p isResumed finished seeds
/// are passed over and a begun one goes on from its state: the outcome has the same bytes as that
/// of an undisturbed run.
/// @param out folder; must be new or empty unless it is @p overwrite (only what an earlier transfer
/// left there is removed) or @p isResumed
/// @throws Canceled after a stop, everything begun is kept; Error family for bad input, before any
/// long work, and for a loss that is not finite
TransferOutcome runTransfer(const TransferStudy& study, const std::filesystem::path& out,
                            bool overwrite, bool isResumed, const RunContext& context);

/// Matrices that a run would change.
struct TransferTargets {
    std::string module;
    std::int64_t count = 0; ///< one per layer
    std::int64_t out = 0;
    std::int64_t in = 0;
    std::int64_t rank = 0; ///< after it was limited by the smaller side
};

/// What a run would need, from headers and data only (cli.md --dry-run).
struct TransferPlan {
    std::vector<std::string> problems; ///< empty = ok
    std::vector<TransferTargets> targets;
    std::int64_t trainedParameters = 0;
    std::int64_t rows = 0; ///< with a label
    std::int64_t skipped = 0; ///< rows without one
    std::int64_t truncated = 0; ///< rows cut on the right
    std::int64_t tokens = 0; ///< of one epoch
    std::int64_t labels = 0; ///< of one epoch
    std::int64_t steps = 0; ///< of one seed
    std::int64_t seeds = 0;
    std::int64_t seedExamples = 0; ///< of the teacher's sensitivity
    bool recomputes = false; ///< layers are computed again on the way back
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double diskBytes = 0.0;
    double flops = 0.0; ///< of all seeds
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
/// @param out where the run would write, for its free space; may be empty
TransferPlan planTransfer(const TransferStudy& study, const std::filesystem::path& out);

} // namespace neurograft
