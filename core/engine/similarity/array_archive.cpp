// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/array_archive.h"

#include "core/checkpoint/safetensors_file.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/store/h5_arrays.h"
#include "core/store/npz_reader.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <map>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

at::ScalarType scalarType(const NpyHeader& header)
{
    return header.floatBytes() == 2 ? at::kHalf
        : header.floatBytes() == 4  ? at::kFloat
                                    : at::kDouble;
}

/// Tensor over the values, which it keeps alive.
at::Tensor asTensor(const NpyValues& values)
{
    const std::vector<std::int64_t>& shape = values.header.shape;
    std::vector<std::int64_t> strides(shape.size(), 1);
    if (values.header.isColumnMajor) {
        for (std::size_t i = 1; i < shape.size(); ++i) {
            strides[i] = strides[i - 1] * shape[i - 1];
        }
    } else {
        for (std::size_t i = shape.size(); i-- > 1;) {
            strides[i - 1] = strides[i] * shape[i];
        }
    }
    // Possibly a read-only mapping: LibTorch wants a mutable pointer, nothing writes through it.
    void* data = const_cast<std::byte*>(values.data);
    return at::from_blob(
        data, shape, strides, [owner = values.owner](void*) {},
        at::dtype(scalarType(values.header)).device(at::kCPU));
}

class NpzArchive final : public ArrayArchive {
public:
    explicit NpzArchive(const fs::path& path) : m_reader(path)
    {
        for (const NpyHeader& header : m_reader.arrays()) {
            m_arrays.push_back({header.name, header.descr, header.shape, header.floatBytes()});
        }
    }
    at::Tensor read(const std::string& name) const override
    {
        return asTensor(m_reader.read(name));
    }

private:
    NpzReader m_reader;
};

class SafetensorsArchive final : public ArrayArchive {
public:
    explicit SafetensorsArchive(const fs::path& path)
        : m_file(std::make_shared<const SafetensorsFile>(path))
    {
        for (const auto& [name, entry] : m_file->entries()) {
            const bool isFloat = entry.dtype == DType::F64 || entry.dtype == DType::F32
                || entry.dtype == DType::F16 || entry.dtype == DType::BF16;
            m_arrays.push_back({name, dtypeName(entry.dtype), entry.shape,
                                isFloat ? static_cast<std::int64_t>(byteSize(entry.dtype)) : 0});
        }
    }
    at::Tensor read(const std::string& name) const override
    {
        return mappedTensor(std::shared_ptr<const TensorFile>(m_file), m_file->entries().at(name));
    }

private:
    std::shared_ptr<const SafetensorsFile> m_file;
};

/// Vector @p values as a tensor that owns it.
template <class T>
at::Tensor tensorOf(std::vector<T> values, const std::vector<std::int64_t>& shape,
                    at::ScalarType type)
{
    const auto owner = std::make_shared<std::vector<T>>(std::move(values));
    return at::from_blob(
        owner->data(), shape, [owner](void*) {}, at::dtype(type).device(at::kCPU));
}

class Hdf5Archive final : public ArrayArchive {
public:
    explicit Hdf5Archive(fs::path path) : m_path(std::move(path))
    {
        for (const H5ArrayHeader& header : listH5Arrays(m_path)) {
            std::string name = header.path;
            std::replace(name.begin(), name.end(), '/', '.');
            m_arrays.push_back({name,
                                header.floatBytes > 0
                                    ? "float" + std::to_string(8 * header.floatBytes)
                                    : "no float",
                                header.shape, header.floatBytes});
            m_paths[name] = header.path;
        }
    }
    at::Tensor read(const std::string& name) const override
    {
        Table table = readH5Array(m_path, m_paths.at(name));
        if (auto* wide = std::get_if<std::vector<double>>(&table.values)) {
            return tensorOf(std::move(*wide), table.shape, at::kDouble);
        }
        return tensorOf(table.as<float>(), table.shape, at::kFloat);
    }

private:
    fs::path m_path;
    std::map<std::string, std::string> m_paths;
};

} // namespace

std::int64_t ArrayHeader::count() const
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        count *= extent;
    }
    return count;
}

const ArrayHeader* ArrayArchive::find(const std::string& name) const
{
    const auto found = std::find_if(m_arrays.begin(), m_arrays.end(),
                                    [&](const ArrayHeader& array) { return array.name == name; });
    return found == m_arrays.end() ? nullptr : &*found;
}

std::unique_ptr<const ArrayArchive> openArrayArchive(const fs::path& path)
{
    const std::string ending = path.extension().string();
    if (ending == ".h5" || ending == ".hdf5") {
        return std::make_unique<const Hdf5Archive>(path);
    }
    if (ending == ".safetensors") {
        return std::make_unique<const SafetensorsArchive>(path);
    }
    return std::make_unique<const NpzArchive>(path);
}

} // namespace neurograft
