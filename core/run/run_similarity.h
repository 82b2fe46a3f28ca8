// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/study/similarity_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// One map in numbers.
struct SimilaritySummary {
    std::string module;
    std::string measure;
    std::int64_t students = 0; ///< rows
    std::int64_t teachers = 0; ///< columns
    std::int64_t n = 0; ///< samples
    std::int64_t skipped = 0; ///< texts with nothing left (D42)
    std::int64_t undefined = 0;
    double mean = 0.0, std = 0.0; ///< over the defined cells, population std
    double visibleMean = 0.0, visibleStd = 0.0; ///< over those the mask shows
    double depthDiagonalMean = 0.0; ///< D49
    double selfCheck = 0.0; ///< largest |s(X,X) - 1| (D53)
};

struct SimilarityOutcome {
    std::filesystem::path path;
    std::vector<SimilaritySummary> maps;
    std::string device; ///< what was computed on and in, as the manifest has it: "cpu"
    std::string dtype;
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
    bool usedCachedGrams = false; ///< no forward pass was needed
};

/// Layer × layer similarity of a pair, all modules in one pass over the data (similarity.md).
///
/// Layers of teacher and student run interleaved, breadth first; @p out is rewritten with status
/// "partial" as cells become complete (RunContext::stored), cells not reached carry code 7. Gram
/// matrices go to the cache on disk: a later study that differs in measures of pairs of samples
/// (CKA, RSA, neighbours, distance correlation), mask or in leaving rows out needs no forward pass
/// (≤ 1 s for n ≤ 2048). Measures of features (CCA, SVCCA, PWCCA, regression, Procrustes, and CKA in
/// its feature form) do. A model compared with itself is run once.
/// A stopped run that is started again into its file takes finished layers from that cache: their
/// cells stand in the file from the start, and only the layers that are missing are measured; the
/// texts go through the earlier layers once more.
///
/// With `activations` nothing is run; the default values of `modules` and `tokens` then mean "not
/// stated": all modules of the file, all samples (D71). `seed` also draws the rows (`rows.seed` is
/// not looked at).
/// @throws Canceled after a stop: @p out is then a valid partial file, or untouched when nothing
/// new was stored; Error family for bad input, before any long work
SimilarityOutcome runSimilarity(const SimilarityStudy& study, const std::filesystem::path& out,
                                bool overwrite, const RunContext& context);

/// True when runSimilarity needs no forward pass: the Gram matrices of this study lie in the cache,
/// or it compares stored activations. @throws Error family for bad input
bool hasCachedGrams(const SimilarityStudy& study);

/// What a run would need, from headers only (cli.md --dry-run).
struct SimilarityPlan {
    std::vector<std::string> problems; ///< empty = ok
    std::int64_t rows = 0;
    std::int64_t tokens = 0; ///< all tokens that go through the models
    std::int64_t samples = 0; ///< n
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
SimilarityPlan planSimilarity(const SimilarityStudy& study);

} // namespace neurograft
