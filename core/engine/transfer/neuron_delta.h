// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/model_edits.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace neurograft {

/// What a delta file tells about its origin (decisions.md D70).
struct DeltaLabel {
    std::string method; ///< "laten", "unaligned"
    std::string mode = "corrected"; ///< corrected | compat
    double rate = 0.0; ///< share of the neurons that were changed
    std::uint64_t seed = 42;
    std::string studentSha256; ///< of the weights it belongs to
    std::map<std::string, std::string> more = {}; ///< further metadata of the method
};

/// Writes changes of a student's parameters as a delta file (decisions.md D70), float32. A
/// parameter with one edit of neurons keeps its index, best first as it came; everything else is
/// written whole, W + s B A as s B A, one parameter at a time so that low-rank changes of a large
/// model never stand in memory together. An existing file is replaced.
/// @param edits of matrices and norms of layers; no edit at all gives a valid file without tensors
/// @throws StudyError for a parameter outside of the layers, StoreError when writing fails
void writeNeuronDelta(const std::filesystem::path& path, const ModelEdits& edits,
                      const DeltaLabel& label);

} // namespace neurograft
