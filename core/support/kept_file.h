// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace neurograft {

/// What lies under a name before a job begins to replace it there. Files that are replaced by
/// rename (AtomicFile) keep their old content in a hidden hard link beside them until this object
/// dies.
class KeptFile {
public:
    explicit KeptFile(std::filesystem::path target);
    ~KeptFile();
    KeptFile(const KeptFile&) = delete;
    KeptFile& operator=(const KeptFile&) = delete;

    /// Puts the target back to what it was: the old file, or none. Never throws.
    void restore() noexcept;

private:
    std::filesystem::path m_target;
    std::filesystem::path m_link; ///< empty when there was no file
    bool m_existed = false;
};

} // namespace neurograft
