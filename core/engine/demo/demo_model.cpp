// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_model.h"

#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

#include <cmath>

namespace neurograft {

std::map<std::string, at::Tensor> initialDemoWeights(const DemoModelSize& size, std::uint64_t seed)
{
    at::Generator generator = at::detail::createCPUGenerator(deriveSeed(seed, "demo.init", 0));
    const double deviation = 0.02 * std::sqrt(768.0 / static_cast<double>(size.hiddenSize));
    const double writing = deviation / std::sqrt(2.0 * static_cast<double>(size.layers));
    const std::int64_t d = size.hiddenSize;
    const std::int64_t f = size.intermediateSize;
    std::map<std::string, at::Tensor> weights;
    const auto addMatrix = [&](const std::string& name, std::int64_t out, std::int64_t in,
                               double spread) {
        weights[name] = at::empty({out, in}, at::kFloat).normal_(0.0, spread, generator);
    };
    const auto addGain = [&](const std::string& name) {
        weights[name] = at::ones({d}, at::kFloat);
    };
    addMatrix("model.embed_tokens.weight", size.vocabSize, d, deviation);
    for (std::int64_t layer = 0; layer < size.layers; ++layer) {
        const std::string path = "model.layers." + std::to_string(layer) + ".";
        for (const char* name : {"q_proj", "k_proj", "v_proj"}) {
            addMatrix(path + "self_attn." + name + ".weight", d, d, deviation);
        }
        addMatrix(path + "self_attn.o_proj.weight", d, d, writing);
        addMatrix(path + "mlp.gate_proj.weight", f, d, deviation);
        addMatrix(path + "mlp.up_proj.weight", f, d, deviation);
        addMatrix(path + "mlp.down_proj.weight", d, f, writing);
        addGain(path + "input_layernorm.weight");
        addGain(path + "post_attention_layernorm.weight");
    }
    addGain("model.norm.weight");
    addMatrix("lm_head.weight", size.vocabSize, d, deviation);
    for (auto& [name, weight] : weights) {
        weight.set_requires_grad(true);
    }
    return weights;
}

} // namespace neurograft
