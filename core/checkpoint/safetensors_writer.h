// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// A tensor to be written: row-major little-endian bytes that stay the caller's until
/// writeSafetensors returns, or that are made when their turn comes and let go afterwards.
struct TensorToWrite {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    const void* data = nullptr;
    std::function<std::shared_ptr<const void>()> make = {}; ///< used when there is no data
};

/// Writes a safetensors file (models.md 3.1): names sorted, header padded with spaces to a multiple
/// of 8, metadata "format" = "pt" added, temporary name and rename.
/// @throws StudyError when the file exists and @p overwrite is false, StoreError when writing fails
void writeSafetensors(const std::filesystem::path& path, std::vector<TensorToWrite> tensors,
                      std::map<std::string, std::string> metadata, bool overwrite);

} // namespace neurograft
