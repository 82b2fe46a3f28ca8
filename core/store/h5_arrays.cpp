// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_arrays.h"

#include "core/store/h5_file.h"
#include "core/store/h5_table.h"

#include <hdf5.h>

namespace neurograft {

namespace {

constexpr const char* kExpected = "an HDF5 file of arrays";
constexpr const char* kH5ArraysAdvice = "Store the arrays as .h5, .npz or .safetensors.";

H5ArrayHeader headerOf(hid_t file, const std::string& where, const std::string& path)
{
    const std::string place = where + ": " + path;
    const H5Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), place, "a dataset");
    const H5Handle type(H5Dget_type(dataset.id()), place, "a dataset with a type");
    const H5Handle space(H5Dget_space(dataset.id()), place, "a dataset with a shape");
    const int rank = H5Sget_simple_extent_ndims(space.id());
    requireH5(rank, place, "a dataset with a shape");
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    requireH5(H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr), place,
              "a dataset with a shape");
    H5ArrayHeader header;
    header.path = path;
    header.shape.assign(extents.begin(), extents.end());
    const std::size_t bytes = H5Tget_size(type.id());
    const bool isFloat = H5Tget_class(type.id()) == H5T_FLOAT;
    if (isFloat && (bytes == 2 || bytes == 4 || bytes == 8)) {
        header.floatBytes = static_cast<std::int64_t>(bytes);
    }
    return header;
}

} // namespace

std::vector<H5ArrayHeader> listH5Arrays(const std::filesystem::path& path)
{
    const Hdf5Session session;
    const H5Handle file = openHdf5File(path, kExpected, kH5ArraysAdvice);
    std::vector<H5ArrayHeader> headers;
    for (const std::string& name : tablePaths(file.id(), path.string())) {
        headers.push_back(headerOf(file.id(), path.string(), name));
    }
    return headers;
}

Table readH5Array(const std::filesystem::path& path, const std::string& name)
{
    const Hdf5Session session;
    const H5Handle file = openHdf5File(path, kExpected, kH5ArraysAdvice);
    return readTableFrom(file.id(), path.string(), name);
}

} // namespace neurograft
