// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/engine/demo/demo_corpus.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace neurograft {

/// Shape of one model of the pair: Llama family, head size 32, no grouped heads, untied embeddings.
/// Teacher: 8 layers of width 192; student: 6 of width 128.
ModelConfig demoModelConfig(DemoRole role);

/// Fresh float32 weights under their checkpoint paths, each a leaf that requires gradients: normal
/// with deviation 0.02 sqrt(768 / d) (GPT-2's value at its width), o_proj and down_proj divided by
/// sqrt(2 layers) (Radford et al. 2019, section 2.3), norm gains 1. Drawn from LibTorch's CPU
/// generator seeded with derive(seed, "demo.init", index), in the order of the forward pass.
std::map<std::string, at::Tensor> initialWeights(const ModelConfig& config, std::uint64_t seed,
                                                 std::uint64_t index);

/// Writes config.json, generation_config.json and model.safetensors (float16) as a Hugging Face
/// folder.
/// @throws DomainError when a weight is not finite in float16
void writeDemoModel(const std::filesystem::path& folder, const ModelConfig& config,
                    const std::map<std::string, at::Tensor>& weights, bool overwrite);

} // namespace neurograft
