// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensor_file.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What one tensor of a delta file changes (decisions.md D70).
struct DeltaPart {
    std::string weight; ///< checkpoint path: "model.layers.3.mlp.up_proj.weight"
    TensorEntry delta; ///< [n,d] with an index, else the shape of the weight
    std::optional<TensorEntry> index; ///< [n] int64: rows, or columns of o_proj and down_proj
    bool isColumns = false;
};

/// A delta file: additive changes of single neurons or whole parameters of one student, mapped.
class DeltaFile {
public:
    /// @throws FormatError when it is no delta file, has tensors of other names, or an index that
    /// is not made of different neurons of the model; ShapeError when a shape does not fit
    DeltaFile(const std::filesystem::path& path, const ModelConfig& model);

    const std::filesystem::path& path() const { return m_file->path(); }
    const std::vector<DeltaPart>& parts() const { return m_parts; }
    /// Of the model the delta was made for; empty when the file does not tell.
    const std::string& studentSha256() const { return m_studentSha256; }
    /// The mapped file the entries belong to; tensors over its bytes must keep it alive.
    const std::shared_ptr<const TensorFile>& file() const { return m_file; }

private:
    std::shared_ptr<const TensorFile> m_file;
    std::string m_studentSha256;
    std::vector<DeltaPart> m_parts;
};

} // namespace neurograft
