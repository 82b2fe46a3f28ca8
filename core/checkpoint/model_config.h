// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// How rotary frequencies are stretched (models.md 4.2).
struct RopeScaling {
    enum class Kind { None, Linear, Llama3 };
    Kind kind = Kind::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0; ///< llama3 only
    double highFrequencyFactor = 4.0; ///< llama3 only
    double originalMaxPositions = 8192.0; ///< llama3 only
};

/// Shape and constants of a decoder model as config.json states them (models.md sections 1 and 2).
struct ModelConfig {
    std::string modelType; ///< "llama", "qwen2", …
    std::int64_t layers = 0; ///< L
    std::int64_t hiddenSize = 0; ///< d
    std::int64_t intermediateSize = 0; ///< f
    std::int64_t heads = 0; ///< H
    std::int64_t kvHeads = 0; ///< K
    std::int64_t headDim = 0; ///< h
    std::int64_t vocabSize = 0; ///< V
    double rmsNormEps = 1e-6;
    double ropeTheta = 10000.0;
    RopeScaling ropeScaling;
    std::int64_t maxPositions = 2048;
    bool isTied = false; ///< the unembedding is the embedding
    bool hasQkvBias = false;
    bool hasOutputBias = false; ///< bias of o_proj
    bool hasMlpBias = false;
    std::optional<std::int32_t> bosId;
    std::vector<std::int32_t> eosIds;
    std::optional<std::int32_t> padId;
    std::string storedType; ///< "float16", "bfloat16", "float32" or empty when the file is silent
};

/// Reads config.json (and the eos list of generation_config.json) of a model folder by the table of
/// models.md section 2.
/// @throws FormatError naming the file and the key: no such folder or file, not JSON, missing key,
/// wrong type, an unsupported model family, activation or rope scaling, heads that kv heads do not
/// divide
ModelConfig readModelConfig(const std::filesystem::path& folder);

} // namespace neurograft
