// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/h5_handle.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// An open file, read only, while a Hdf5Session is alive. HDF5's own file locks, which fail on some
/// network file systems, are left out: our files never change under a reader (they are replaced by
/// rename).
/// @param expected what messages say the file should be; @param advice for a file of another format
/// @throws StoreError for no file, a folder, another format
H5Handle openHdf5File(const std::filesystem::path& path, const std::string& expected,
                      const std::string& advice);

} // namespace neurograft
