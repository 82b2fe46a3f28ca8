// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace neurograft {

/// A file or folder that appears under its name only when it is complete: write to temporaryPath(), then commit().
/// The temporary lies beside the target (same file system); it is removed when the object dies uncommitted.
class AtomicFile {
public:
    /// @throws StudyError when @p target exists and @p overwrite is false, or its folder cannot be made
    AtomicFile(std::filesystem::path target, bool overwrite);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    const std::filesystem::path& temporaryPath() const { return m_temporary; }
    const std::filesystem::path& target() const { return m_target; }
    /// Flushes to the disk and renames over the target; may be called once.
    /// @throws StoreError when the rename fails; the old target is unchanged then
    void commit();

private:
    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    bool m_isCommitted = false;
};

/// Writes @p bytes to @p path through an AtomicFile.
void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, bool overwrite);

/// Whole file as bytes. @throws FormatError naming the file when it cannot be read
std::string readFile(const std::filesystem::path& path);

} // namespace neurograft
