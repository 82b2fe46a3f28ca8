// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/study/similarity_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

struct ExportedActivations {
    std::filesystem::path path;
    std::vector<std::string> modules;
    std::int64_t samples = 0; ///< n
    std::int64_t students = 0; ///< layers
    std::int64_t teachers = 0;
    double bytes = 0.0; ///< of the file
    double wallSeconds = 0.0;
};

/// Writes what a similarity run of @p study compares as a NumPy archive, in the layout that
/// `similarity --activations` reads (decisions.md D71): `teacher.<module>.<layer>` and
/// `student.<module>.<layer>` [n, width] float32, the same samples in the same order in all. Beside
/// them `samples` [n, 2] int64 (row of the data file from 0; token position, or running number in
/// the row) and `study` (the JSON text as uint8). Measures, baselines and mask of the study are not
/// used. Memory holds one layer of one model at a time.
/// @throws UsageError when the name does not end in .npz or the study has activations instead of
/// models; Error family as runSimilarity(); Canceled, leaving no new file
ExportedActivations exportActivations(const SimilarityStudy& study,
                                      const std::filesystem::path& out, bool overwrite,
                                      const RunContext& context);

/// The command line that writes the same file, ready for a POSIX shell. Options at their default
/// are left out.
std::string activationsCommandLine(const SimilarityStudy& study, const std::filesystem::path& out);

/// What that would need, from headers only (cli.md --dry-run).
struct ActivationPlan {
    std::vector<std::string> problems; ///< empty = ok
    std::int64_t rows = 0;
    std::int64_t tokens = 0; ///< all tokens that go through the models
    std::int64_t samples = 0; ///< n
    std::int64_t arrays = 0; ///< of both models
    double fileBytes = 0.0;
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
/// @param out whose disk has to hold the file; empty: not asked
ActivationPlan planActivations(const SimilarityStudy& study, const std::filesystem::path& out);

} // namespace neurograft
