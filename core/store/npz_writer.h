// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"
#include "core/support/zip_writer.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A NumPy archive (.npz, stored without compression) written array by array: little endian,
/// row-major, in memory one at a time. It appears under its name with finish() and not before.
class NpzWriter {
public:
    /// @throws StudyError when @p path exists and @p overwrite is false
    NpzWriter(const std::filesystem::path& path, bool overwrite) : m_zip(path, overwrite) { }

    /// @param type as NumPy spells it: "<f4", "<i8", "|u1"
    /// @param bytes of the values
    /// @throws StoreError when writing fails
    void add(const std::string& name, const std::string& type,
             const std::vector<std::int64_t>& shape, std::string_view bytes);
    /// @throws StoreError when writing fails
    void finish() { m_zip.finish(); }

private:
    ZipWriter m_zip;
};

/// Writes tables as such an archive, one array per table under the table's path.
/// @throws StudyError when the file exists and @p overwrite is false, or a table holds text (NumPy
/// would need pickle); StoreError when writing fails
void writeNpz(const std::filesystem::path& path, const std::vector<Table>& tables, bool overwrite);

} // namespace neurograft
