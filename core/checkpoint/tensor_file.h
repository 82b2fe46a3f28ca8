// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/dtype.h"
#include "core/support/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One tensor of a file, row-major and contiguous.
struct TensorEntry {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::string file; ///< name of the file without its folder
    std::uint64_t begin = 0; ///< offsets from the start of the file, [begin, end)
    std::uint64_t end = 0;

    std::int64_t elementCount() const;
};

/// A mapped file of named tensors, whatever its format. Immutable; tensors over its bytes must keep
/// it alive.
class TensorFile {
public:
    virtual ~TensorFile();
    TensorFile(const TensorFile&) = delete;
    TensorFile& operator=(const TensorFile&) = delete;

    const std::filesystem::path& path() const { return m_file->path(); }
    const std::map<std::string, TensorEntry>& entries() const { return m_entries; }
    /// Words the writer left beside the tensors; empty where the format has none.
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    /// First byte of a tensor of this file; may be unaligned for its type.
    const std::byte* data(const TensorEntry& entry) const { return m_file->data() + entry.begin; }

protected:
    explicit TensorFile(std::shared_ptr<const MappedFile> file) : m_file(std::move(file)) { }

    std::shared_ptr<const MappedFile> m_file;
    std::map<std::string, TensorEntry> m_entries;
    std::map<std::string, std::string> m_metadata;
};

/// Opens a file by its name: *.bin with the restricted pickle reader, anything else as safetensors.
/// @throws FormatError when it is not what its name says
std::unique_ptr<const TensorFile> openTensorFile(const std::filesystem::path& path);

} // namespace neurograft
