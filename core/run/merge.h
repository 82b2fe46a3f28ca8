// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

struct MergeOptions {
    std::filesystem::path model;
    ModelOverlay overlay;
    std::filesystem::path out;
    std::string dtype =
        "auto"; ///< auto = as stored; float32 | bfloat16 | float16 converts all weights
    bool overwrite = false; ///< replaces an existing model folder
};

struct MergeReport {
    std::filesystem::path out;
    std::vector<std::string> edited; ///< tensors whose values changed, by name
    std::vector<std::string> rewritten; ///< weight files written anew
    std::vector<std::string> copied; ///< files that equal the source byte for byte
    std::vector<std::string> left; ///< files of the source that would contradict the result
    std::int64_t bytes = 0; ///< of the new folder
};

/// What a merge would do, from headers only (cli.md --dry-run).
struct MergeForecast {
    std::vector<std::string> problems; ///< empty = ok; one sentence each
    std::vector<std::string> edited; ///< tensors an adapter or delta names
    std::vector<std::string> rewritten; ///< as in MergeReport
    std::vector<std::string> copied;
    std::vector<std::string> left;
    std::int64_t bytes = 0; ///< of the new folder, about
    double hostBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};
/// Never throws for bad input: what is wrong stands in `problems`. A merge may edit fewer tensors,
/// as changes that are zero everywhere are seen only when they are read.
MergeForecast forecastMerge(const MergeOptions& options);

/// Writes a Hugging Face folder whose weights are those of the model plus all adapters and deltas:
/// W + D in float32, rounded once to the stored type (models.md section 6, transfer.md section 2).
/// Only weight files with an edited tensor are written anew, everything else is copied; the result
/// is read back and compared, and appears under its name only when it is complete.
/// @throws StudyError when the target exists (and may not be replaced), is or holds the model
/// itself, or an edit would change the shared matrix of a tied model; FormatError, ShapeError for
/// an overlay that does not fit; DomainError when a merged weight overflows the stored type;
/// StoreError when the disk is too small or writing fails
MergeReport mergeModel(const MergeOptions& options, const RunContext& context);

} // namespace neurograft
