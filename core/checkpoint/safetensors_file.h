// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/dtype.h"
#include "core/support/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// One tensor of a safetensors file.
struct TensorEntry {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::string file; ///< name of the file without its folder
    std::uint64_t begin = 0; ///< offsets from the start of the file, [begin, end)
    std::uint64_t end = 0;

    std::int64_t elementCount() const;
};

/// A safetensors file, mapped read-only (models.md 3.1). The header is believed only after every
/// length, offset, overlap, shape and type has been checked.
class SafetensorsFile {
public:
    /// @throws FormatError naming the file and the tensor, offset or byte count that is wrong
    explicit SafetensorsFile(const std::filesystem::path& path);

    const std::map<std::string, TensorEntry>& entries() const { return m_entries; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    /// First byte of a tensor of this file; may be unaligned for its type.
    const std::byte* data(const TensorEntry& entry) const { return m_file.data() + entry.begin; }
    /// The header's bytes as they stand in the file.
    std::string header() const;

private:
    MappedFile m_file;
    std::uint64_t m_dataBegin = 0;
    std::map<std::string, TensorEntry> m_entries;
    std::map<std::string, std::string> m_metadata;
};

} // namespace neurograft
