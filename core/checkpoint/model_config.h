// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/attention_window.h"
#include "core/checkpoint/rope_scaling.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Shape and constants of a decoder model as config.json states them (models.md sections 1 and 2).
struct ModelConfig {
    std::string modelType; ///< "llama", "mistral", "qwen2" or "qwen3"
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
    bool hasQkNorm = false; ///< RMSNorm over each head of q and k, before RoPE
    AttentionWindow window;
    std::optional<std::int32_t> bosId;
    std::vector<std::int32_t> eosIds;
    std::optional<std::int32_t> padId;
    std::string storedType; ///< "float16", "bfloat16", "float32" or empty when the file is silent

    /// Most tokens a text may have: max_position_embeddings, except that `dynamic` scaling grows
    /// with the text.
    std::int64_t longestText() const
    {
        return ropeScaling.kind == RopeScaling::Kind::Dynamic
            ? std::numeric_limits<std::int64_t>::max()
            : maxPositions;
    }
};

/// Reads config.json (and the eos list of generation_config.json) of a model folder by the table of
/// models.md section 2.
/// @throws FormatError naming the file and the key: no such folder or file, not JSON, missing key,
/// wrong type, an unsupported model family, activation or rope scaling, heads that kv heads do not
/// divide
ModelConfig readModelConfig(const std::filesystem::path& folder);

/// config.json of a folder, unchecked. @throws FormatError when there is no such folder or file
JsonFields openModelConfig(const std::filesystem::path& folder);

} // namespace neurograft
