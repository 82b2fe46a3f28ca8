// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <filesystem>
#include <vector>

namespace neurograft {

/// Writes tables as a NumPy archive (.npz, stored without compression): one array per table under
/// the table's path, little endian, row-major, through a temporary name and rename.
/// @throws StudyError when the file exists and @p overwrite is false, or a table holds text (NumPy
/// would need
///         pickle) or the archive would pass 4 GiB; StoreError when writing fails
void writeNpz(const std::filesystem::path& path, const std::vector<Table>& tables, bool overwrite);

} // namespace neurograft
