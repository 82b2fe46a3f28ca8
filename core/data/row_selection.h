// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// The rows of a file with @p rowsInFile rows that @p selection takes, ascending (decisions.md
/// D82).
/// @param name the file, for errors
/// @throws StudyError when the selection contradicts itself or names a row the file does not have
std::vector<std::int64_t> selectRows(const RowSelection& selection, std::int64_t rowsInFile,
                                     const std::string& name);

/// Parts of @p rows without a row in common, drawn by seed: part k gets sizes[k] rows with the next
/// smallest keys of decisions.md D82, so that the first part is what `--sample` draws; each comes
/// ascending.
/// @throws StudyError when the sizes ask for more rows than there are
std::vector<std::vector<std::int64_t>> drawParts(const std::vector<std::int64_t>& rows,
                                                 const std::vector<std::int64_t>& sizes,
                                                 std::uint64_t seed);

} // namespace neurograft
