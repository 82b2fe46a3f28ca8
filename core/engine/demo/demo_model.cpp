// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_model.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/demo/demo_tokenizer.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

nlohmann::ordered_json configJson(const ModelConfig& config)
{
    nlohmann::ordered_json json;
    json["architectures"] = {"LlamaForCausalLM"};
    json["attention_bias"] = config.hasQkvBias;
    json["attention_dropout"] = 0.0;
    json["bos_token_id"] = nullptr;
    json["eos_token_id"] = config.eosIds.front();
    json["pad_token_id"] = *config.padId;
    json["head_dim"] = config.headDim;
    json["hidden_act"] = "silu";
    json["hidden_size"] = config.hiddenSize;
    json["initializer_range"] = 0.02;
    json["intermediate_size"] = config.intermediateSize;
    json["max_position_embeddings"] = config.maxPositions;
    json["mlp_bias"] = config.hasMlpBias;
    json["model_type"] = config.modelType;
    json["num_attention_heads"] = config.heads;
    json["num_hidden_layers"] = config.layers;
    json["num_key_value_heads"] = config.kvHeads;
    json["rms_norm_eps"] = config.rmsNormEps;
    json["rope_scaling"] = nullptr;
    json["rope_theta"] = config.ropeTheta;
    json["tie_word_embeddings"] = config.isTied;
    json["torch_dtype"] = config.storedType;
    json["use_cache"] = true;
    json["vocab_size"] = config.vocabSize;
    return json;
}

bool endsWith(const std::string& text, const std::string& ending)
{
    return text.size() >= ending.size()
        && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

} // namespace

ModelConfig demoModelConfig(DemoRole role)
{
    const bool isTeacher = role == DemoRole::Teacher;
    ModelConfig config;
    config.modelType = "llama";
    config.layers = isTeacher ? 8 : 6;
    config.hiddenSize = isTeacher ? 192 : 128;
    config.intermediateSize = isTeacher ? 512 : 344; // 8/3 of the width, to the next multiple of 8
    config.headDim = 32;
    config.heads = config.hiddenSize / config.headDim;
    config.kvHeads = config.heads;
    config.vocabSize = kDemoVocabularySize;
    config.rmsNormEps = 1e-5;
    config.ropeTheta = 10000.0;
    config.maxPositions = kDemoContext;
    config.eosIds = {kDemoEosId};
    config.padId = kDemoEosId;
    config.storedType = "float16";
    return config;
}

std::map<std::string, at::Tensor> initialWeights(const ModelConfig& config, std::uint64_t seed,
                                                 std::uint64_t index)
{
    at::Generator generator = at::detail::createCPUGenerator(deriveSeed(seed, "demo.init", index));
    const double deviation = 0.02 * std::sqrt(768.0 / static_cast<double>(config.hiddenSize));
    const double writing = deviation / std::sqrt(2.0 * static_cast<double>(config.layers));
    std::map<std::string, at::Tensor> weights;
    for (const auto& [name, shape] : expectedTensors(config)) {
        at::Tensor weight = at::ones(shape, at::kFloat);
        if (shape.size() == 2) {
            const bool isWriting =
                endsWith(name, "o_proj.weight") || endsWith(name, "down_proj.weight");
            weight.normal_(0.0, isWriting ? writing : deviation, generator);
        }
        weights[name] = weight.set_requires_grad(true);
    }
    return weights;
}

void writeDemoModel(const fs::path& folder, const ModelConfig& config,
                    const std::map<std::string, at::Tensor>& weights, bool overwrite)
{
    std::vector<at::Tensor> halves;
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, weight] : weights) {
        const at::Tensor half = weight.detach().to(at::kHalf).contiguous();
        if (!at::isfinite(half).all().item<bool>()) {
            throw DomainError(name, "finite weights in float16", "infinity or NaN");
        }
        halves.push_back(half);
        tensors.push_back({name, DType::F16, half.sizes().vec(), half.const_data_ptr()});
    }
    nlohmann::ordered_json generation;
    generation["eos_token_id"] = config.eosIds.front();
    generation["pad_token_id"] = *config.padId;
    generation["max_length"] = config.maxPositions;
    fs::create_directories(folder);
    writeSafetensors(folder / "model.safetensors", std::move(tensors), {}, overwrite);
    writeFileAtomically(folder / "generation_config.json", generation.dump(2) + "\n", overwrite);
    writeFileAtomically(folder / "config.json", configJson(config).dump(2) + "\n", overwrite);
}

} // namespace neurograft
