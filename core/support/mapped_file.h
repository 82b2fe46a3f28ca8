// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace neurograft {

/// A whole file mapped read-only (shared pages). Owns the mapping; tensors over it must keep it
/// alive.
class MappedFile {
public:
    /// @throws FormatError naming the file when it cannot be opened or mapped
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::byte* data() const { return m_data; }
    std::uint64_t size() const { return m_size; }
    const std::filesystem::path& path() const { return m_path; }
    /// Gives the pages back to the system; they are read again when they are looked at. Keeps the
    /// resident size of a program small that goes through large files.
    void releasePages() const;

private:
    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::uint64_t m_size = 0;
};

} // namespace neurograft
