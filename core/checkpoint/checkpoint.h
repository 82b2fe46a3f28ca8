// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensor_file.h"

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A Hugging Face model folder: config and the index of its tensors over one or several weight
/// files (safetensors, else pytorch_model.bin), mapped, not read. Immutable and thread-safe;
/// tensors over its bytes must keep the Checkpoint alive.
class Checkpoint {
public:
    /// Opens headers only. A folder without weight files opens too: hasWeights() is false then and
    /// weightsProblem() says why.
    /// @throws FormatError for a broken config, index or file, a missing shard or tensor, a shape
    /// that disagrees with the config
    static std::shared_ptr<const Checkpoint> open(const std::filesystem::path& folder);
    /// Opens the tensors of any model, whatever its family: config() is empty and nothing but
    /// headers is checked.
    static std::shared_ptr<const Checkpoint> openTensors(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return m_folder; }
    const ModelConfig& config() const { return m_config; }
    bool hasWeights() const { return !m_tensors.empty(); }
    const std::string& weightsProblem() const { return m_weightsProblem; }
    const std::map<std::string, TensorEntry>& tensors() const { return m_tensors; }
    bool has(const std::string& name) const { return m_tensors.count(name) != 0; }
    /// @throws FormatError when there is no tensor of that name
    const TensorEntry& entry(const std::string& name) const;
    const std::byte* data(const TensorEntry& entry) const;

    /// Sum over all tensors.
    std::int64_t parameterCount() const;
    std::uint64_t byteCount() const;
    /// Element type of the weight matrices: that of the embedding, or of most bytes.
    DType storedType() const;
    /// Start, middle and end of a tensor, 4 KiB each: what stands for its bytes where not all are
    /// read.
    std::array<std::string_view, 3> samples(const TensorEntry& entry) const;
    /// SHA-256 of the tensor headers and of the samples of every tensor: tells other weights apart
    /// without reading all.
    std::string sha256() const;

private:
    void openFiles();
    const TensorFile& openFile(const std::string& name);
    void openIndexed(const std::filesystem::path& index);
    void checkShapes() const;

    std::filesystem::path m_folder;
    ModelConfig m_config;
    std::string m_weightsProblem;
    std::map<std::string, std::unique_ptr<const TensorFile>> m_files;
    std::map<std::string, TensorEntry> m_tensors;
};

/// Name and shape of every tensor a model of this shape must have, in the order of the forward pass
/// (models.md 3.2).
std::vector<std::pair<std::string, std::vector<std::int64_t>>>
expectedTensors(const ModelConfig& config);

/// "[512, 64]".
std::string shapeText(const std::vector<std::int64_t>& shape);

} // namespace neurograft
