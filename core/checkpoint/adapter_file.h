// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/adapter_config.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensor_file.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// The two factors of one module: its weight changes by scale * B A, an embedding by
/// scale * (B A)^T (transfer.md section 2).
struct AdapterFactors {
    std::string weight; ///< checkpoint path: "model.layers.3.mlp.up_proj.weight"
    bool isEmbedding = false;
    double scale = 0.0;
    TensorEntry a; ///< [r,in]; embedding [r,V]
    TensorEntry b; ///< [out,r]; embedding [d,r]
};

/// A PEFT LoRA folder: adapter_config.json and adapter_model.safetensors (or .bin), mapped.
class AdapterFile {
public:
    /// @throws FormatError for a folder that is no plain LoRA adapter, factors without their
    /// counterpart, tensors that are neither; ShapeError when a factor does not fit rank or model
    AdapterFile(const std::filesystem::path& folder, const ModelConfig& model);

    const std::filesystem::path& folder() const { return m_folder; }
    const AdapterConfig& config() const { return m_config; }
    /// Ordered by weight.
    const std::vector<AdapterFactors>& factors() const { return m_factors; }
    /// The mapped file the entries belong to; tensors over its bytes must keep it alive.
    const std::shared_ptr<const TensorFile>& file() const { return m_file; }

private:
    std::filesystem::path m_folder;
    AdapterConfig m_config;
    std::shared_ptr<const TensorFile> m_file;
    std::vector<AdapterFactors> m_factors;
};

} // namespace neurograft
