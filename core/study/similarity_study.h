// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/model_overlay.h"
#include "core/study/similarity_measures.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Everything that defines a similarity run (cli.md `similarity`, similarity.md section 1). Same
/// study, same numbers.
struct SimilarityStudy {
    std::filesystem::path teacher; ///< model folders; empty when `activations` is used
    std::filesystem::path student;
    ModelOverlay teacherOverlay; ///< adapters and deltas over the models while they compute
    ModelOverlay studentOverlay;
    std::filesystem::path data; ///< JSON Lines, "-" for standard input
    std::filesystem::path
        activations; ///< file with teacher.<module>, student.<module> instead of models (D71)
    RowSelection rows;
    std::vector<std::string> modules{"up_proj", "down_proj", "v_proj", "o_proj"}; ///< cli.md MODULE
    std::vector<std::string> measures{"cka"}; ///< similarityMeasures(): tables of the result file
    MeasureOptions measureOptions;
    std::int64_t permutations = 0; ///< of the teacher's samples: null distribution per cell (D54)
    std::int64_t bootstrap = 0; ///< resamples of the texts: 95 % interval per cell (D54)
    std::vector<std::string> baselines; ///< similarityBaselines()
    std::string unit =
        "token"; ///< token | last-token | mean-token | aligned-char | given (with activations)
    std::int64_t tokens = 4096; ///< drawn samples for `token` (D82); 0 = all
    bool keepPositionZero = false; ///< D41
    std::int64_t maxLength = 0; ///< cut on the right; 0 = none (D6)
    std::string mask = "upper"; ///< as layerMask() reads it, for the visible statistics
    std::uint64_t seed = 42;
    std::string teacherDevice = "auto"; ///< auto | cpu | cuda | cuda:N
    std::string studentDevice = "auto";
    std::string teacherDtype = "auto"; ///< auto | float32 | bfloat16 | float16
    std::string studentDtype = "auto";
    int threads = 0; ///< 0 = as many as cores
    bool isDeterministic = false;
};

} // namespace neurograft
