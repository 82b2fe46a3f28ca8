// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/engine/model/transformer_model.h"
#include "core/support/random_stream.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

inline bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// The weights of tests/data/make_model_references.py: every value follows from the tensor's name
/// and its index.
inline at::Tensor plantedTensor(const std::string& name, const std::vector<std::int64_t>& shape)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    const std::uint64_t seed = fnv1a64(name);
    auto* data = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        const std::uint64_t bits = splitmix64(seed + static_cast<std::uint64_t>(i));
        double value = static_cast<double>(bits >> 11U) * 0x1.0p-52 - 1.0;
        if (endsWith(name, "norm.weight")) {
            value = 1.0 + 0.1 * value;
        } else if (endsWith(name, "bias")) {
            value = 0.2 * value;
        } else {
            value = value * std::sqrt(3.0 / static_cast<double>(shape[1]));
        }
        data[i] = static_cast<float>(value);
    }
    return tensor;
}

inline std::map<std::string, at::Tensor> plantedWeights(const ModelConfig& config)
{
    std::map<std::string, at::Tensor> weights;
    for (const auto& [name, shape] : expectedTensors(config)) {
        weights[name] = plantedTensor(name, shape);
    }
    return weights;
}

/// The sizes of models.md section 9: d 64, f 160, L 3, H 4, K 2, V 97.
inline ModelConfig tinyConfig(const std::string& family)
{
    ModelConfig config;
    config.modelType = family;
    config.layers = 3;
    config.hiddenSize = 64;
    config.intermediateSize = 160;
    config.heads = 4;
    config.kvHeads = 2;
    config.headDim = 16;
    config.vocabSize = 97;
    config.maxPositions = 128;
    config.hasQkvBias = family == "qwen2";
    config.hasQkNorm = family == "qwen3";
    return config;
}

/// The cases of make_model_references.py by name.
inline ModelConfig referenceConfig(const std::string& name)
{
    ModelConfig config = tinyConfig(name.substr(0, name.find('-')));
    if (name == "llama") {
        config.rmsNormEps = 1e-5;
    } else if (name == "llama-linear") {
        config.ropeScaling.kind = RopeScaling::Kind::Linear;
        config.ropeScaling.factor = 4.0;
        config.hasQkvBias = config.hasOutputBias = true;
        config.isTied = true;
    } else if (name == "llama-llama3") {
        config.ropeTheta = 500000.0;
        config.headDim = 32;
        config.hasMlpBias = true;
        config.ropeScaling = {RopeScaling::Kind::Llama3, 8.0, 1.0, 4.0, 64.0};
    } else if (name == "llama-dynamic") {
        config.maxPositions = 24; // rows have 33 and 20 tokens
        config.ropeScaling = {RopeScaling::Kind::Dynamic, 2.0};
    } else if (name == "mistral") {
        config.kvHeads = 1;
        config.window = {6, {true, true, true}};
    } else if (name.compare(0, 5, "qwen3") == 0) {
        config.ropeTheta = 1000000.0;
        config.headDim = 32; // H*h differs from d
        if (name == "qwen3-window") {
            config.hasQkvBias = config.hasOutputBias = true;
            config.isTied = true;
            config.window = {5, {false, true, false}};
        }
    } else if (name == "qwen2-window") {
        config.window = {7, {false, true, true}};
    } else {
        config.ropeTheta = 1000000.0;
        if (name == "qwen2-tied") {
            config.isTied = true;
            config.kvHeads = 1;
        }
    }
    return config;
}

inline std::shared_ptr<TransformerModel> plantedModel(const ModelConfig& config)
{
    return TransformerModel::fromWeights(config, plantedWeights(config));
}

/// A float32 or int64 tensor of a recorded file, copied.
inline at::Tensor recordedTensor(const SafetensorsFile& file, const std::string& name)
{
    const TensorEntry& entry = file.entries().at(name);
    void* data = const_cast<std::byte*>(file.data(entry));
    return at::from_blob(data, entry.shape, entry.dtype == DType::I64 ? at::kLong : at::kFloat)
        .clone();
}

} // namespace neurograft
