// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// The factors of one module to be written; the values stay the caller's until writeAdapter()
/// returns.
struct FactorsToWrite {
    std::string weight; ///< checkpoint path: "model.layers.3.mlp.up_proj.weight"
    bool isEmbedding = false;
    std::int64_t rank = 0;
    double scale = 0.0; ///< of B A
    std::int64_t out = 0; ///< rows of B
    std::int64_t in = 0; ///< columns of A
    const float* a = nullptr; ///< [rank, in], row-major
    const float* b = nullptr; ///< [out, rank]
};

/// A plain LoRA adapter as `peft` reads it (transfer.md section 2).
struct AdapterToWrite {
    std::string baseModel; ///< base_model_name_or_path
    std::int64_t rank = 0; ///< of modules without a pattern of their own
    double alpha = 0.0;
    double dropout = 0.0;
    std::vector<FactorsToWrite> factors;
};

/// Writes adapter_config.json and adapter_model.safetensors (float32) into @p folder, made when it
/// is not there. Modules whose rank or alpha is another than the adapter's get an entry in
/// `rank_pattern` and `alpha_pattern` under their whole path (decisions.md D30, D33).
/// @throws StudyError when a file is there and @p overwrite is false, StoreError when writing fails
void writeAdapter(const std::filesystem::path& folder, const AdapterToWrite& adapter,
                  bool overwrite);

} // namespace neurograft
