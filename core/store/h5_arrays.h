// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// A dataset of an HDF5 file of others, before its values are read.
struct H5ArrayHeader {
    std::string path; ///< inside the file: "teacher/up_proj"
    std::vector<std::int64_t> shape;
    std::int64_t floatBytes = 0; ///< of a value: 2, 4 or 8; 0 when the type is no such number
};

/// Datasets of an HDF5 file that need not be one of ours. @throws StoreError naming the file: no
/// file, not HDF5. Thread-safe, as everything in this room.
std::vector<H5ArrayHeader> listH5Arrays(const std::filesystem::path& path);

/// Values of one dataset, row-major: float32 for 2 and 4 bytes, float64 for 8.
/// @throws StoreError naming file and dataset
Table readH5Array(const std::filesystem::path& path, const std::string& name);

} // namespace neurograft
