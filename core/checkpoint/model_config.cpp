// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/checkpoint/json_fields.h"
#include "core/run/error.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestSize = 1 << 24; // far above any model; products stay below 2^63
constexpr std::int64_t kMostLayers = 10'000;

/// What a family fixes whatever its files say, and its fallbacks (models.md sections 1 and 2).
struct Family {
    const char* modelType;
    bool alwaysHasQkvBias;
    bool readsAttentionBias; ///< `attention_bias` gives q, k, v and o a bias
    bool readsMlpBias;
    std::int64_t defaultKvHeads; ///< 0 = as many as heads
};

constexpr std::array<Family, 2> kFamilies{{
    {"llama", false, true, true, 0},
    {"qwen2", true, false, false, 32},
}};

const Family& familyOf(const JsonFields& fields)
{
    const std::string modelType = fields.text("model_type", "");
    for (const Family& family : kFamilies) {
        if (modelType == family.modelType) {
            return family;
        }
    }
    throw FormatError(fields.where() + ": model_type", "llama or qwen2",
                      modelType.empty() ? "no such key" : "\"" + modelType + "\"",
                      "Neurograft cannot run this family.");
}

RopeScaling readScaling(const JsonFields& scaling)
{
    RopeScaling result;
    const std::string kind = scaling.text("rope_type", scaling.text("type", "default"));
    if (kind == "default") {
        return result;
    }
    if (kind != "linear" && kind != "llama3") {
        throw FormatError(scaling.where(), "rope type default, linear or llama3",
                          "\"" + kind + "\"");
    }
    result.kind = kind == "linear" ? RopeScaling::Kind::Linear : RopeScaling::Kind::Llama3;
    if (!scaling.has("factor")) {
        scaling.refuse("factor", "a number");
    }
    result.factor = scaling.number("factor", 1.0);
    result.lowFrequencyFactor = scaling.number("low_freq_factor", 1.0);
    result.highFrequencyFactor = scaling.number("high_freq_factor", 4.0);
    result.originalMaxPositions =
        scaling.number("original_max_position_embeddings", result.originalMaxPositions);
    if (result.factor <= 0.0 || result.highFrequencyFactor <= result.lowFrequencyFactor) {
        throw FormatError(scaling.where(), "factor > 0 and high_freq_factor > low_freq_factor",
                          std::to_string(result.factor));
    }
    return result;
}

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

void refuseSlidingWindow(const JsonFields& fields)
{
    if (fields.flag("use_sliding_window", false)) {
        fields.refuse("use_sliding_window", "false (sliding windows are not supported)");
    }
    if (fields.has("layer_types")) {
        const nlohmann::json& types = fields.at("layer_types");
        const bool isFull = types.is_array()
            && std::all_of(types.begin(), types.end(),
                           [](const nlohmann::json& type) { return type == "full_attention"; });
        if (!isFull) {
            fields.refuse("layer_types",
                          "full_attention for each layer (sliding windows are not supported)");
        }
    }
}

} // namespace

ModelConfig readModelConfig(const fs::path& folder)
{
    if (!fs::is_directory(folder)) {
        throw FormatError(folder.string(), "a model folder",
                          fs::exists(folder) ? "a file" : "nothing");
    }
    if (!fs::exists(folder / "config.json")) {
        throw FormatError(folder.string(), "a folder with config.json",
                          fs::is_empty(folder) ? "an empty folder" : "no such file in it");
    }
    const JsonFields fields = JsonFields::fromFile(folder / "config.json");
    const Family& family = familyOf(fields);
    refuseSlidingWindow(fields);

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
    config.headDim = fields.count("head_dim", config.hiddenSize / config.heads);
    if (config.headDim <= 0 || config.headDim % 2 != 0 || config.headDim > kLargestSize) {
        throw FormatError(fields.where() + ": head_dim", "a positive even number",
                          std::to_string(config.headDim));
    }
    config.rmsNormEps = fields.number("rms_norm_eps", 1e-6);
    const JsonFields parameters = fields.object("rope_parameters"); // newer files
    config.ropeTheta = parameters.number("rope_theta", fields.number("rope_theta", 10000.0));
    config.ropeScaling =
        readScaling(fields.has("rope_parameters") ? parameters : fields.object("rope_scaling"));
    config.maxPositions = fields.count("max_position_embeddings", 2048);
    if (config.ropeTheta <= 0.0 || config.rmsNormEps < 0.0 || config.maxPositions <= 0) {
        throw FormatError(
            fields.where(), "rope_theta > 0, rms_norm_eps >= 0, max_position_embeddings > 0",
            std::to_string(config.ropeTheta) + ", " + std::to_string(config.rmsNormEps) + ", "
                + std::to_string(config.maxPositions));
    }
    config.isTied = fields.flag("tie_word_embeddings", false);
    const bool attentionBias = family.readsAttentionBias && fields.flag("attention_bias", false);
    config.hasQkvBias = family.alwaysHasQkvBias || attentionBias;
    config.hasOutputBias = attentionBias;
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
