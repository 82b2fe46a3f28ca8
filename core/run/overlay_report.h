// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// An adapter folder or delta file over one model, from headers: nothing is computed.
struct OverlayReport {
    std::filesystem::path path;
    bool isDelta = false;
    std::string method; ///< "LoRA", "PiSSA", "OLoRA", "CorDA"; "delta"
    double rank = 0.0; ///< of modules without a pattern of their own; 0 for a delta
    double alpha = 0.0; ///< likewise
    std::vector<std::string> modules; ///< "up_proj", each once: q, k, v, o, gate, up, down, others
    std::int64_t neurons = 0; ///< changed by a delta one by one
    std::int64_t parameters = 0; ///< of its tensors
    /// It was trained on a base from which the factors it began with were subtracted (decisions.md
    /// D38): over the untouched model its sums would be wrong.
    bool needsModifiedBase = false;
    bool hasInitialFactors = false; ///< those factors lie beside it, in `initial/`
    bool canRebuildBase = false; ///< they do, or they can be computed from the model (PiSSA)
    std::string remark; ///< one sentence of warning; may be empty
};

/// @param model folder of the model it is to lie over
/// @throws FormatError, ShapeError when it cannot be used or belongs to another model
OverlayReport inspectOverlay(const std::filesystem::path& path, const std::filesystem::path& model);

/// Whether a path looks like one: a folder with adapter_config.json; a file `*.safetensors`. By
/// name and kind only.
bool isAdapterFolder(const std::filesystem::path& path);
bool isDeltaFile(const std::filesystem::path& path);

} // namespace neurograft
