// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>

namespace neurograft {

/// Sizes of one model of the pair; head size 32, no grouped heads, untied embeddings.
struct DemoModelSize {
    std::int64_t layers = 0;
    std::int64_t hiddenSize = 0;
    std::int64_t intermediateSize = 0;
    std::int64_t heads = 0;
    std::int64_t vocabSize = 0;
};

/// Fresh float32 weights under their checkpoint paths, each a leaf that requires gradients: normal
/// with deviation 0.02 sqrt(768 / d) (GPT-2's value at its width), o_proj and down_proj divided by
/// sqrt(2 layers) (Radford et al. 2019, section 2.3), norm gains 1. Drawn from LibTorch's CPU
/// generator seeded with derive(seed, "demo.init", 0), layer by layer.
std::map<std::string, at::Tensor> initialDemoWeights(const DemoModelSize& size, std::uint64_t seed);

} // namespace neurograft
