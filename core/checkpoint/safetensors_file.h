// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/tensor_file.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace neurograft {

/// A safetensors file, mapped read-only (models.md 3.1). The header is believed only after every
/// length, offset, overlap, shape and type has been checked.
class SafetensorsFile : public TensorFile {
public:
    /// @throws FormatError naming the file and the tensor, offset or byte count that is wrong
    explicit SafetensorsFile(const std::filesystem::path& path);

    /// The header's bytes as they stand in the file.
    std::string header() const;

private:
    std::uint64_t m_dataBegin = 0;
};

} // namespace neurograft
