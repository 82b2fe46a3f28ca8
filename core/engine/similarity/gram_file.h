// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/packed_gram.h"

#include <filesystem>

namespace neurograft {

/// Writes a packed Gram matrix (float32) as one file of the cache:
///
///     "NGGRAM02" | n int64 | width int64 | finite int64 | checksum uint64 | diagonal [n] f64 |
///     raw squares [n] f64 | row sums [n] f64 | strict upper triangle [n(n-1)/2] f32
///                                                                         (little endian)
///
/// through a temporary name and rename; not flushed to the disk: the checksum tells a file that a
/// crash of the machine left incomplete. @throws StoreError when it cannot be written
void writeGramFile(const std::filesystem::path& path, const PackedGram& gram);

/// Maps such a file: the triangle stays on the disk until it is read, and is shared.
/// @throws FormatError when the file is none, has another length or fails its checksum
PackedGram readGramFile(const std::filesystem::path& path);

} // namespace neurograft
