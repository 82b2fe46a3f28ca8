// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/studies/match_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// One pair of layers: those with selected neurons of student and teacher in order, the first with
/// the first, as LaTen pairs them.
struct MatchedLayers {
    std::int64_t student = 0;
    std::int64_t teacher = 0;
    std::int64_t neurons = 0; ///< matched pairs
    double matched = 0.0; ///< mean correlation of the optimal assignment
    double ranked = 0.0; ///< of neurons paired by rank, as LaTen pairs them
    double best = 0.0; ///< of each student neuron's best teacher neuron
    double shuffled = 0.0; ///< mean of the optimal assignment over shuffled samples; NaN without
};

struct MatchOutcome {
    std::filesystem::path path;
    std::vector<MatchedLayers> layers;
    std::int64_t samples = 0;
    double wallSeconds = 0.0;
};

/// Tables of the result: `matching/layers` [k, 2] (student and teacher layer),
/// `matching/ffn` [k, n] (teacher neuron of each selected student neuron, −1 none),
/// `matching/student_ffn` [k, n] (those student neurons), `matching/correlation`,
/// `matching/ranked` [k, n], `matching/mean` [k, 4] (matched, ranked, best, shuffled).
/// @throws StudyError when @p located has no selections of both models, or of another number of
/// layers;
/// Error family as runSimilarity(); Canceled, leaving no file
MatchOutcome runMatch(const MatchStudy& study, const std::filesystem::path& out, bool overwrite,
                      const RunContext& context);

/// What a run would need, from headers and the located result (cli.md --dry-run).
struct MatchPlan {
    std::vector<std::string> problems; ///< empty = ok
    std::int64_t rows = 0;
    std::int64_t tokens = 0; ///< all tokens that go through the models
    std::int64_t samples = 0; ///< n
    std::int64_t layers = 0; ///< pairs of layers
    std::int64_t studentNeurons = 0; ///< of all layers
    std::int64_t teacherNeurons = 0;
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`, one sentence each.
MatchPlan planMatch(const MatchStudy& study);

} // namespace neurograft
