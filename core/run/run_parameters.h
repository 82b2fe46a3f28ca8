// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/study/parameter_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// The curves of one adapter and module in numbers: means over the layers that have them.
struct ParameterSummary {
    std::string adapter; ///< its name in the result
    std::string module;
    std::int64_t layers = 0; ///< that the adapter changes
    double vsOriginal = 0.0;
    double vsRemaining = 0.0;
    double normRatio = 0.0;
    double effectiveRank = 0.0;
};

struct ParameterOutcome {
    std::filesystem::path path;
    std::vector<ParameterSummary> curves;
    double wallSeconds = 0.0;
    double peakBytes = 0.0;
};

/// What adapters did to the weights, layer by layer (similarity.md section 7; result groups
/// `parameters/<adapter>/<module>` of cli.md section 3). Products with weights come from the
/// factors: no change is ever formed as a matrix. Further tables: `stable_rank`; `cosine_<other>`
/// between two adapters' changes; with `subspace` the overlap of each change's leading directions
/// with those of the weight, `overlap_left`, `overlap_right`, `grassmann_left`, `grassmann_right`;
/// with `hasSpectra` `spectra/<role>/<module>/values`, `effective_rank`, `stable_rank`, and with a
/// teacher `spectra/distance/<module>` [L_s, L_t].
/// @throws Canceled after a stop: @p out is then a valid partial file with what was computed; Error
/// family for bad input
ParameterOutcome runParameters(const ParameterStudy& study, const std::filesystem::path& out,
                               bool overwrite, const RunContext& context);

/// What a run would need, from headers only.
struct ParameterPlan {
    std::vector<std::string> problems; ///< empty = ok
    std::int64_t matrices = 0; ///< that are read
    double hostBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`.
ParameterPlan planParameters(const ParameterStudy& study);

} // namespace neurograft
