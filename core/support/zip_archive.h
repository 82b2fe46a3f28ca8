// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One member of an archive, as the central directory describes it.
struct ZipMember {
    std::string name;
    bool isDeflated = false; ///< else stored
    std::uint64_t storedBytes = 0;
    std::uint64_t bytes = 0; ///< unpacked
    std::uint32_t crc = 0;
    std::uint64_t dataOffset = 0; ///< of the member's bytes in the file
};

/// A zip file for reading (stored and deflated members, zip64). Every offset and length is checked
/// against the file before it is believed.
class ZipArchive {
public:
    /// @throws FormatError when the file is no zip archive, is cut, encrypted or packed otherwise
    explicit ZipArchive(const std::filesystem::path& path);

    const std::vector<ZipMember>& members() const { return m_members; }
    const std::filesystem::path& path() const { return m_file->path(); }
    /// The mapped file; stored members can be used in place.
    const std::shared_ptr<const MappedFile>& file() const { return m_file; }

    /// The first @p count bytes of a member, unpacked (fewer when it is shorter).
    std::vector<std::byte> readStart(const ZipMember& member, std::uint64_t count) const;
    /// All bytes of a member, its checksum verified.
    std::vector<std::byte> readAll(const ZipMember& member) const;
    /// Verifies the checksum of a stored member in place.
    void checkStored(const ZipMember& member) const;

private:
    const std::byte* at(std::uint64_t offset, std::uint64_t size, const char* what) const;
    void readDirectory();

    std::shared_ptr<const MappedFile> m_file;
    std::vector<ZipMember> m_members;
};

} // namespace neurograft
