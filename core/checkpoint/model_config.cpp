// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/checkpoint/json_fields.h"
#include "core/run/error.h"

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestSize = 1 << 24; // far above any model; products stay below 2^63
constexpr std::int64_t kMostLayers = 10'000;

std::vector<std::int32_t> readIds(const JsonFields& fields, const std::string& key)
{
    std::vector<std::int32_t> ids;
    if (!fields.has(key)) {
        return ids;
    }
    const nlohmann::json& value = fields.at(key);
    const nlohmann::json list = value.is_array() ? value : nlohmann::json::array({value});
    for (const nlohmann::json& id : list) {
        const std::int64_t number = id.is_number_integer() ? id.get<std::int64_t>() : kLargestSize;
        if (number < -1 || number >= kLargestSize) { // -1: some files' way to say none
            fields.refuse(key, "a token id or a list of them");
        }
        if (number >= 0) {
            ids.push_back(static_cast<std::int32_t>(number));
        }
    }
    return ids;
}

std::optional<std::int32_t> readId(const JsonFields& fields, const std::string& key)
{
    const auto ids = readIds(fields, key);
    return ids.empty() ? std::nullopt : std::optional(ids.front());
}

} // namespace

JsonFields openModelConfig(const fs::path& folder)
{
    if (!fs::is_directory(folder)) {
        throw FormatError(folder.string(), "a model folder",
                          fs::exists(folder) ? "a file" : "nothing");
    }
    if (!fs::exists(folder / "config.json")) {
        throw FormatError(folder.string(), "a folder with config.json",
                          fs::is_empty(folder) ? "an empty folder" : "no such file in it");
    }
    return JsonFields::fromFile(folder / "config.json");
}

ModelConfig readModelConfig(const fs::path& folder)
{
    const JsonFields fields = openModelConfig(folder);
    const ModelFamily& family = modelFamilyOf(fields);

    ModelConfig config;
    config.modelType = family.modelType;
    config.hiddenSize = fields.requiredCount("hidden_size", kLargestSize);
    config.layers = fields.requiredCount("num_hidden_layers", kMostLayers);
    config.intermediateSize = fields.requiredCount("intermediate_size", kLargestSize);
    config.vocabSize = fields.requiredCount("vocab_size", kLargestSize);
    config.heads = fields.requiredCount("num_attention_heads", kLargestSize);
    config.kvHeads = fields.count("num_key_value_heads",
                                  family.defaultKvHeads > 0 ? family.defaultKvHeads : config.heads);
    if (config.kvHeads <= 0 || config.heads % config.kvHeads != 0) {
        fields.refuse("num_key_value_heads",
                      "a divisor of num_attention_heads = " + std::to_string(config.heads));
    }
    config.headDim = fields.count("head_dim",
                                  family.defaultHeadDim > 0 ? family.defaultHeadDim
                                                            : config.hiddenSize / config.heads);
    if (config.headDim <= 0 || config.headDim % 2 != 0 || config.headDim > kLargestSize) {
        throw FormatError(fields.where() + ": head_dim", "a positive even number",
                          std::to_string(config.headDim));
    }
    config.rmsNormEps = fields.number("rms_norm_eps", 1e-6);
    const RopeConfig rope = readRopeConfig(fields);
    config.ropeTheta = rope.theta;
    config.ropeScaling = rope.scaling;
    config.maxPositions = fields.count("max_position_embeddings", 2048);
    if (config.rmsNormEps < 0.0) {
        fields.refuse("rms_norm_eps", "a number from 0");
    }
    if (config.maxPositions <= 0) {
        fields.refuse("max_position_embeddings", "a whole number above 0");
    }
    config.window = readAttentionWindow(fields, family, config.layers);
    config.isTied = fields.flag("tie_word_embeddings", false);
    const bool attentionBias = family.readsAttentionBias && fields.flag("attention_bias", false);
    config.hasQkvBias = family.alwaysHasQkvBias || attentionBias;
    config.hasOutputBias = attentionBias;
    config.hasQkNorm = family.hasQkNorm;
    config.hasMlpBias = family.readsMlpBias && fields.flag("mlp_bias", false);
    if (const std::string act = fields.text("hidden_act", "silu"); act != "silu") {
        fields.refuse("hidden_act", "\"silu\"");
    }
    config.bosId = readId(fields, "bos_token_id");
    config.eosIds = readIds(fields, "eos_token_id");
    config.padId = readId(fields, "pad_token_id");
    config.storedType = fields.text("dtype", fields.text("torch_dtype", ""));
    if (fs::exists(folder / "generation_config.json")) {
        const auto eosIds =
            readIds(JsonFields::fromFile(folder / "generation_config.json"), "eos_token_id");
        if (!eosIds.empty()) {
            config.eosIds = eosIds;
        }
    }
    return config;
}

} // namespace neurograft
