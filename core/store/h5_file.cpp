// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_file.h"

#include "core/run/error.h"

#include <hdf5.h>

namespace neurograft {

namespace fs = std::filesystem;

H5Handle openHdf5File(const fs::path& path, const std::string& expected, const std::string& advice)
{
    const std::string where = path.string();
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
        throw StoreError(where, expected, fs::exists(path, error) ? "a folder" : "no file");
    }
    if (H5Fis_hdf5(path.c_str()) <= 0) {
        throw StoreError(where, "an HDF5 file", "a file of another format", advice);
    }
    const H5Handle access(H5Pcreate(H5P_FILE_ACCESS), where, expected);
#if H5_VERSION_GE(1, 10, 7)
    requireH5(H5Pset_file_locking(access.id(), 0, 1), where, expected);
#endif
    return H5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), where,
                    "a complete HDF5 file");
}

} // namespace neurograft
