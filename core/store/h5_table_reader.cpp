// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_table.h"

#include "core/run/error.h"
#include "core/store/h5_attributes.h"

#include <hdf5.h>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

/// deflate cannot shrink more than this: a larger claim is a lie about the shape.
constexpr std::uint64_t kH5TableReaderLargestRatio = 1040;
constexpr std::uint64_t kFreeBytes = 64 * 1024;

std::vector<std::string> splitAxes(const std::string& joined)
{
    std::vector<std::string> axes;
    std::size_t begin = 0;
    while (begin <= joined.size() && !joined.empty()) {
        const std::size_t comma = std::min(joined.find(',', begin), joined.size());
        axes.push_back(joined.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return axes;
}

/// Shape of the dataset, checked against the bytes that are really stored.
std::vector<std::int64_t> checkedShape(const H5Handle& dataset, const H5Handle& type,
                                       const std::string& where)
{
    const H5Handle space(H5Dget_space(dataset.id()), where, "a dataset with a shape");
    const int rank = H5Sget_simple_extent_ndims(space.id());
    requireH5(rank, where, "a dataset with a shape");
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    requireH5(H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr), where,
              "a dataset with a shape");
    const std::uint64_t stored = H5Dget_storage_size(dataset.id());
    const std::uint64_t largest = stored * kH5TableReaderLargestRatio + kFreeBytes;
    std::uint64_t bytes = std::max<std::size_t>(H5Tget_size(type.id()), 1);
    for (const hsize_t extent : extents) {
        if (extent > 0 && bytes > std::numeric_limits<std::uint64_t>::max() / extent) {
            bytes = std::numeric_limits<std::uint64_t>::max();
            break;
        }
        bytes *= extent;
    }
    if (bytes > largest) {
        throw StoreError(where, "a shape that fits its " + std::to_string(stored) + " stored bytes",
                         std::to_string(bytes) + " bytes claimed");
    }
    return {extents.begin(), extents.end()};
}

template <class T>
Table::Values readNumbers(const H5Handle& dataset, hid_t memoryType, std::size_t count,
                          const std::string& where)
{
    std::vector<T> values(count);
    if (count > 0) {
        requireH5(H5Dread(dataset.id(), memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                  where, "a readable dataset");
    }
    return values;
}

Table::Values readTexts(const H5Handle& dataset, const H5Handle& type, std::size_t count,
                        const std::string& where)
{
    if (H5Tis_variable_str(type.id()) <= 0) {
        throw StoreError(where, "variable-length strings", "strings of a fixed length");
    }
    std::vector<char*> pointers(count, nullptr);
    std::vector<std::string> values;
    values.reserve(count);
    const H5Handle memory = stringType(where);
    if (count > 0) {
        requireH5(H5Dread(dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                          static_cast<void*>(pointers.data())),
                  where, "a readable dataset");
    }
    for (char* pointer : pointers) {
        values.emplace_back(pointer != nullptr ? pointer : "");
        H5free_memory(pointer);
    }
    return values;
}

Table::Values readValues(const H5Handle& dataset, const H5Handle& type, std::size_t count,
                         const std::string& where)
{
    const std::size_t bytes = H5Tget_size(type.id());
    const bool isSigned = H5Tget_sign(type.id()) == H5T_SGN_2;
    switch (H5Tget_class(type.id())) {
    case H5T_STRING:
        return readTexts(dataset, type, count, where);
    case H5T_FLOAT:
        return bytes > 4 ? readNumbers<double>(dataset, H5T_NATIVE_DOUBLE, count, where)
                         : readNumbers<float>(dataset, H5T_NATIVE_FLOAT, count, where);
    case H5T_INTEGER:
        if (bytes == 1) {
            return isSigned ? readNumbers<std::int8_t>(dataset, H5T_NATIVE_INT8, count, where)
                            : readNumbers<std::uint8_t>(dataset, H5T_NATIVE_UINT8, count, where);
        }
        if (bytes == 2 || (bytes == 4 && isSigned)) {
            return readNumbers<std::int32_t>(dataset, H5T_NATIVE_INT32, count, where);
        }
        throw StoreError(where, "integers of 8, 16 or 32 bits",
                         std::to_string(8 * bytes) + "-bit integers");
    default:
        throw StoreError(where, "numbers or strings", "a dataset of another type");
    }
}

struct Visit {
    H5O_type_t type;
    std::vector<std::string> paths;
    static herr_t collect(hid_t, const char* name, const H5O_info_t* info, void* data) noexcept
    {
        auto* visit = static_cast<Visit*>(data);
        if (info->type == visit->type) {
            visit->paths.emplace_back(name);
        }
        return 0;
    }
};

/// Paths of all objects of a type below @p file, sorted; the root is ".".
std::vector<std::string> objectPaths(hid_t file, const std::string& where, H5O_type_t type)
{
    Visit visit{type, {}};
    requireH5(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, Visit::collect, &visit, H5O_INFO_BASIC),
              where, "a file that can be listed");
    std::sort(visit.paths.begin(), visit.paths.end());
    return std::move(visit.paths);
}

} // namespace

Table readTableFrom(hid_t file, const std::string& where, const std::string& path)
{
    const std::string place = where + ": " + path;
    const H5Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), place,
                           "a dataset of this name");
    const H5Handle type(H5Dget_type(dataset.id()), place, "a dataset with a type");
    Table table;
    table.path = path;
    table.shape = checkedShape(dataset, type, place);
    table.values = readValues(dataset, type, static_cast<std::size_t>(table.size()), place);
    table.attributes = readAttributes(dataset.id(), place);
    table.axes = splitAxes(takeString(table.attributes, place, "axes"));
    table.unit = takeString(table.attributes, place, "unit");
    return table;
}

std::vector<std::string> tablePaths(hid_t file, const std::string& where)
{
    return objectPaths(file, where, H5O_TYPE_DATASET);
}

std::map<std::string, Attributes> readGroupAttributes(hid_t file, const std::string& where)
{
    std::map<std::string, Attributes> groups;
    for (const std::string& path : objectPaths(file, where, H5O_TYPE_GROUP)) {
        if (path == ".") {
            continue; // the root's are the manifest
        }
        const std::string place = where + ": " + path;
        const H5Handle group(H5Gopen2(file, path.c_str(), H5P_DEFAULT), place, "a group");
        Attributes attributes = readAttributes(group.id(), place);
        if (!attributes.empty()) {
            groups.emplace(path, std::move(attributes));
        }
    }
    return groups;
}

} // namespace neurograft
