// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/model_report.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/json_fields.h"
#include "core/engine/model/memory_forecast.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Template text wherever the folder keeps it; empty when there is none.
std::string chatTemplate(const fs::path& folder)
{
    for (const char* name : {"chat_template.jinja", "chat_template.json"}) {
        if (fs::exists(folder / name)) {
            return readFile(folder / name);
        }
    }
    if (fs::exists(folder / "tokenizer_config.json")) {
        const JsonFields fields = JsonFields::fromFile(folder / "tokenizer_config.json");
        if (fields.has("chat_template")) {
            return fields.at("chat_template").dump();
        }
    }
    return {};
}

std::optional<bool> legacyFlag(const fs::path& folder)
{
    if (!fs::exists(folder / "tokenizer_config.json")) {
        return std::nullopt;
    }
    const JsonFields fields = JsonFields::fromFile(folder / "tokenizer_config.json");
    return fields.has("legacy") ? std::optional(fields.flag("legacy", true)) : std::nullopt;
}

TokenizerReport tokenizerReport(const fs::path& folder)
{
    const auto tokenizer = openTokenizer(folder);
    TokenizerReport report;
    report.kind = tokenizer->kind();
    report.size = tokenizer->size();
    report.bos = tokenizer->bosId();
    report.eos = tokenizer->eosId();
    report.addsBos = tokenizer->addsBos();
    report.sha256 = tokenizer->sha256();
    report.fingerprint = tokenizer->fingerprint();
    report.legacy = legacyFlag(folder);
    if (const std::string text = chatTemplate(folder); !text.empty()) {
        report.chatTemplateSha256 = sha256Hex(text);
    }
    return report;
}

void describeConfig(const ModelConfig& config, ModelReport& report)
{
    report.family = config.modelType;
    report.layers = config.layers;
    report.hiddenSize = config.hiddenSize;
    report.intermediateSize = config.intermediateSize;
    report.heads = config.heads;
    report.kvHeads = config.kvHeads;
    report.headDim = config.headDim;
    report.vocabSize = config.vocabSize;
    report.maxPositions = config.maxPositions;
    report.isTied = config.isTied;
}

/// What the config of a family that cannot be run spells as ours do; 0 where it does not.
void describeForeignConfig(const JsonFields& config, ModelReport& report)
{
    const auto size = [&config](const char* key) {
        const bool isNumber = config.has(key) && config.at(key).is_number_integer();
        return isNumber ? config.at(key).get<std::int64_t>() : std::int64_t{0};
    };
    report.isRunnable = false;
    report.layers = size("num_hidden_layers");
    report.hiddenSize = size("hidden_size");
    report.intermediateSize = size("intermediate_size");
    report.heads = size("num_attention_heads");
    report.kvHeads = size("num_key_value_heads");
    report.headDim = size("head_dim");
    report.vocabSize = size("vocab_size");
    report.maxPositions = size("max_position_embeddings");
    report.problem = "Family \"" + report.family + "\" cannot be run, only " + modelFamilyNames()
        + ": tensors are listed, nothing is computed.";
}

void describeWeights(const Checkpoint& checkpoint, ModelReport& report)
{
    if (!checkpoint.hasWeights()) {
        report.problem += (report.problem.empty() ? "" : " ") + checkpoint.weightsProblem();
        return;
    }
    report.sha256 = checkpoint.sha256();
    for (const auto& item : checkpoint.tensors()) {
        const TensorEntry& entry = item.second;
        report.tensors.push_back({entry.name, entry.shape, dtypeName(entry.dtype), entry.file});
    }
}

nlohmann::json orNull(const std::optional<std::int32_t>& value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json tokenizerJson(const TokenizerReport& report)
{
    return {{"kind", report.kind},
            {"size", report.size},
            {"bos", orNull(report.bos)},
            {"eos", orNull(report.eos)},
            {"adds_bos", report.addsBos},
            {"sha256", report.sha256},
            {"chat_template_sha256", report.chatTemplateSha256},
            {"legacy", report.legacy ? nlohmann::json(*report.legacy) : nlohmann::json()}};
}

} // namespace

ModelReport inspectModel(const fs::path& folder)
{
    const JsonFields config = openModelConfig(folder);
    ModelReport report;
    report.folder = folder;
    report.family = config.text("model_type", "");
    const bool isForeign = !report.family.empty() && findModelFamily(report.family) == nullptr;
    const auto checkpoint = isForeign ? Checkpoint::openTensors(folder) : Checkpoint::open(folder);
    if (isForeign) {
        describeForeignConfig(config, report);
    } else {
        describeConfig(checkpoint->config(), report);
    }
    describeWeights(*checkpoint, report);
    const MemoryForecast forecast = forecastMemory(*checkpoint);
    report.dtype = forecast.storedType;
    report.parameters = forecast.parameters;
    report.bytes = forecast.storedBytes;
    report.memoryBytes = forecast.hostBytes;
    report.deviceMemoryBytes = forecast.deviceBytes;
    try {
        report.tokenizer = tokenizerReport(folder);
    } catch (const FormatError& error) {
        report.tokenizerProblem = error.what();
    }
    return report;
}

nlohmann::json toJson(const ModelReport& report)
{
    // A size that a foreign config does not tell is unknown, not 0.
    const auto size = [&report](std::int64_t value) {
        return value > 0 || report.isRunnable ? nlohmann::json(value) : nlohmann::json();
    };
    nlohmann::json tensors = nlohmann::json::array();
    for (const TensorReport& tensor : report.tensors) {
        tensors.push_back({{"name", tensor.name},
                           {"shape", tensor.shape},
                           {"dtype", tensor.dtype},
                           {"file", tensor.file}});
    }
    nlohmann::json json = {
        {"family", report.family},
        {"layers", size(report.layers)},
        {"hidden_size", size(report.hiddenSize)},
        {"intermediate_size", size(report.intermediateSize)},
        {"heads", size(report.heads)},
        {"kv_heads", size(report.kvHeads)},
        {"head_dim", size(report.headDim)},
        {"vocab_size", size(report.vocabSize)},
        {"max_positions", size(report.maxPositions)},
        {"tied", report.isRunnable ? nlohmann::json(report.isTied) : nlohmann::json()},
        {"dtype", report.dtype},
        {"parameters", report.parameters},
        {"bytes", report.bytes},
        {"sha256", report.sha256},
        {"tensors", tensors},
        {"tokenizer", report.tokenizer ? tokenizerJson(*report.tokenizer) : nlohmann::json()},
        {"memory_bytes", {{"host", report.memoryBytes}, {"device", report.deviceMemoryBytes}}}};
    if (!report.problem.empty()) {
        json["problem"] = report.problem;
    }
    if (!report.tokenizerProblem.empty()) {
        json["tokenizer_problem"] = report.tokenizerProblem;
    }
    return json;
}

} // namespace neurograft
