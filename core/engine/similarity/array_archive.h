// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One named array of a file, before its values are read.
struct ArrayHeader {
    std::string name; ///< "teacher.up_proj"; groups of HDF5 are parts between dots
    std::string type; ///< as the file's format spells it
    std::vector<std::int64_t> shape;
    std::int64_t floatBytes = 0; ///< of a value; 0 when it is no float that can be read

    std::int64_t count() const; ///< product of the shape
};

/// A file of named arrays, whatever its format. Opening reads headers only.
class ArrayArchive {
public:
    virtual ~ArrayArchive() = default;

    const std::vector<ArrayHeader>& arrays() const { return m_arrays; }
    /// The header of that name, or null.
    const ArrayHeader* find(const std::string& name) const;
    /// Values of a float array, in its own type or a wider one, on the CPU; in place where the
    /// format allows it, and keeping the file alive.
    /// @throws Error of the format for values that cannot be read
    virtual at::Tensor read(const std::string& name) const = 0;

protected:
    std::vector<ArrayHeader> m_arrays;
};

/// By the ending: .h5 and .hdf5, .safetensors, anything else as NumPy's .npz.
/// @throws FormatError, StoreError when it is not what its name says
std::unique_ptr<const ArrayArchive> openArrayArchive(const std::filesystem::path& path);

} // namespace neurograft
