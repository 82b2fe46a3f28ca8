// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

struct TensorReport {
    std::string name;
    std::vector<std::int64_t> shape;
    std::string dtype; ///< as safetensors spells it: "F16"
    std::string file;
};

struct TokenizerReport {
    std::string kind;
    std::int64_t size = 0;
    std::optional<std::int32_t> bos, eos;
    bool addsBos = false;
    std::string sha256;
    std::string fingerprint; ///< equal for two spellings of the same tokenizer
    std::string chatTemplateSha256; ///< empty when there is none
    std::optional<bool> legacy; ///< flag of tokenizer_config.json, when stated
};

/// A model folder before any weight is read (cli.md `inspect`).
struct ModelReport {
    std::filesystem::path folder;
    std::string family;
    /// Whether Neurograft can run the family. If not, only the tensors are told: sizes are 0 where
    /// config.json does not spell them as our families do, and `problem` names the family.
    bool isRunnable = true;
    std::int64_t layers = 0, hiddenSize = 0, intermediateSize = 0, heads = 0, kvHeads = 0,
                 headDim = 0, vocabSize = 0, maxPositions = 0;
    bool isTied = false;
    std::string dtype; ///< of the stored matrices: "bfloat16"
    std::int64_t parameters = 0;
    std::int64_t bytes = 0; ///< of all tensors
    std::vector<TensorReport> tensors;
    std::optional<TokenizerReport> tokenizer;
    std::string tokenizerProblem; ///< why there is none, one sentence; empty when there is one
    std::string problem; ///< why the weights cannot be used, one sentence; empty when they can
    std::string sha256; ///< of tensor headers and sampled bytes; empty without weights
    /// Host memory the weights need per compute type ("float32"): the mapped file, whatever the
    /// type
    std::map<std::string, std::int64_t> memoryBytes;
    /// Device memory per compute type: all weights in that type.
    std::map<std::string, std::int64_t> deviceMemoryBytes;
};

/// @throws FormatError when the folder is no model at all or its weight files are broken; missing
/// weights only fill `problem`, a tokenizer that cannot be used `tokenizerProblem`
ModelReport inspectModel(const std::filesystem::path& folder);
nlohmann::json toJson(const ModelReport& report);

/// One difference of a pair.
struct PairDifference {
    std::string item; ///< "vocabulary size"
    std::string teacher;
    std::string student;
    std::string effect; ///< one sentence
};

/// cli.md `preflight`.
struct PreflightReport {
    ModelReport teacher;
    ModelReport student;
    std::vector<PairDifference> blocking;
    std::vector<PairDifference> warnings;
    std::vector<PairDifference> equal; ///< effect empty
    std::vector<std::string> disabled; ///< actions that are off for this pair: "twins"
    std::int64_t rows = 0; ///< of the data file; 0 without one
    std::int64_t hostBytes = 0; ///< least memory for both models on the CPU, float32
    std::int64_t deviceBytes = 0; ///< both models on a GPU in their stored types
    std::int64_t freeHostBytes = 0;

    bool ok() const { return blocking.empty(); }
};

/// Compares two folders; @p data may be empty. @throws Error family when a folder or the data file
/// cannot be read
PreflightReport preflightPair(const std::filesystem::path& teacher,
                              const std::filesystem::path& student,
                              const std::filesystem::path& data = {});
nlohmann::json toJson(const PreflightReport& report);

} // namespace neurograft
