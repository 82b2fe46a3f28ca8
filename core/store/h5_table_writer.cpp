// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_table.h"

#include "core/run/error.h"
#include "core/store/h5_attributes.h"

#include <hdf5.h>

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::int64_t kCompressFromBytes = 64 * 1024;
constexpr hsize_t kChunkElements = 64 * 1024;
constexpr unsigned kGzipLevel = 4;

std::size_t valueCount(const Table& table)
{
    return std::visit([](const auto& values) { return values.size(); }, table.values);
}

/// Type in the file, type in memory, bytes of one element.
struct ElementType {
    hid_t file;
    hid_t memory;
    std::int64_t bytes;
};

ElementType elementType(const Table::Values& values)
{
    switch (values.index()) {
    case 0:
        return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 8};
    case 1:
        return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, 4};
    case 2:
        return {H5T_STD_I32LE, H5T_NATIVE_INT32, 4};
    case 3:
        return {H5T_STD_U8LE, H5T_NATIVE_UINT8, 1};
    default:
        return {H5T_STD_I8LE, H5T_NATIVE_INT8, 1};
    }
}

void checkTable(const Table& table, const std::string& where)
{
    const auto count = static_cast<std::int64_t>(valueCount(table));
    if (table.size() != count) {
        throw StoreError(where, std::to_string(table.size()) + " values as its shape says",
                         std::to_string(count));
    }
    if (table.axes.size() != table.shape.size()) {
        throw StoreError(where, std::to_string(table.shape.size()) + " axis names",
                         std::to_string(table.axes.size()));
    }
}

/// Chunks of about kChunkElements: whole trailing axes, cut along the first axis that is too long.
std::vector<hsize_t> chunkShape(const std::vector<hsize_t>& shape)
{
    std::vector<hsize_t> chunk(shape.size(), 1);
    hsize_t left = kChunkElements;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        chunk[axis] = std::clamp<hsize_t>(left, 1, shape[axis]);
        left /= chunk[axis];
    }
    return chunk;
}

H5Handle creationProperties(const std::vector<hsize_t>& shape, std::int64_t bytes,
                            const std::string& where)
{
    H5Handle properties(H5Pcreate(H5P_DATASET_CREATE), where, "a dataset");
    requireH5(H5Pset_obj_track_times(properties.id(), 0), where, "a dataset");
    if (bytes > kCompressFromBytes && !shape.empty()) {
        const std::vector<hsize_t> chunk = chunkShape(shape);
        requireH5(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()),
                  where, "a chunked dataset");
        requireH5(H5Pset_shuffle(properties.id()), where, "a shuffled dataset");
        requireH5(H5Pset_deflate(properties.id(), kGzipLevel), where, "a gzip dataset");
    }
    return properties;
}

std::string joinAxes(const std::vector<std::string>& axes)
{
    std::string joined;
    for (const std::string& axis : axes) {
        joined += (joined.empty() ? "" : ",") + axis;
    }
    return joined;
}

} // namespace

void writeTable(hid_t file, const std::string& where, const Table& table)
{
    const std::string place = where + ": " + table.path;
    checkTable(table, place);
    const std::vector<hsize_t> shape(table.shape.begin(), table.shape.end());
    const H5Handle space(
        shape.empty() ? H5Screate(H5S_SCALAR)
                      : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
        place, "a shape HDF5 can hold");
    const H5Handle links(H5Pcreate(H5P_LINK_CREATE), place, "a dataset");
    requireH5(H5Pset_create_intermediate_group(links.id(), 1), place, "a dataset");

    const auto* texts = std::get_if<std::vector<std::string>>(&table.values);
    const H5Handle text = stringType(place);
    const ElementType type =
        texts != nullptr ? ElementType{text.id(), text.id(), 0} : elementType(table.values);
    const H5Handle properties = creationProperties(shape, table.size() * type.bytes, place);
    const H5Handle dataset(H5Dcreate2(file, table.path.c_str(), type.file, space.id(), links.id(),
                                      properties.id(), H5P_DEFAULT),
                           place, "a new dataset");
    if (table.size() > 0) {
        std::vector<const char*> pointers;
        const void* data = nullptr;
        if (texts != nullptr) {
            for (const std::string& value : *texts) {
                pointers.push_back(value.c_str());
            }
            data = static_cast<const void*>(pointers.data());
        } else {
            data = std::visit(
                [](const auto& values) { return static_cast<const void*>(values.data()); },
                table.values);
        }
        requireH5(H5Dwrite(dataset.id(), type.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), place,
                  "room for its values");
    }
    writeAttribute(dataset.id(), place, "axes", joinAxes(table.axes));
    if (!table.unit.empty()) {
        writeAttribute(dataset.id(), place, "unit", table.unit);
    }
    for (const auto& [name, value] : table.attributes) {
        writeAttribute(dataset.id(), place, name, value);
    }
}

void writeGroupAttributes(hid_t file, const std::string& where, const std::string& path,
                          const Attributes& attributes)
{
    const std::string place = where + ": " + path;
    const H5Handle links(H5Pcreate(H5P_LINK_CREATE), place, "a group");
    requireH5(H5Pset_create_intermediate_group(links.id(), 1), place, "a group");
    const bool isThere = H5Lexists(file, path.c_str(), H5P_DEFAULT) > 0;
    const H5Handle group(isThere
                             ? H5Gopen2(file, path.c_str(), H5P_DEFAULT)
                             : H5Gcreate2(file, path.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT),
                         place, "a group");
    for (const auto& [name, value] : attributes) {
        writeAttribute(group.id(), place, name, value);
    }
}

} // namespace neurograft
