// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/atomic_file.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A zip file written member by member, stored without compression and without dates, so that equal
/// members give equal bytes. Members and archives past 4 GiB are written as zip64. It appears under
/// its name with finish() and not before.
class ZipWriter {
public:
    /// @throws StudyError when @p path exists and @p overwrite is false
    ZipWriter(const std::filesystem::path& path, bool overwrite);

    /// Bytes of a member, one part behind the other.
    /// @throws StoreError when writing fails
    void add(const std::string& name, const std::vector<std::string_view>& parts);
    /// The directory, and the file under its name; may be called once. @throws StoreError
    void finish();

private:
    void write(std::string_view bytes);

    AtomicFile m_file;
    std::ofstream m_stream;
    std::string m_directory;
    std::uint64_t m_count = 0;
    std::uint64_t m_offset = 0;
};

} // namespace neurograft
