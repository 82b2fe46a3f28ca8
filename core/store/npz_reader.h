// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/zip_archive.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// What the header of one array of an archive says.
struct NpyHeader {
    std::string name; ///< without ".npy"
    std::string descr; ///< NumPy's type: "<f4"
    std::vector<std::int64_t> shape;
    bool isColumnMajor = false;
    std::uint64_t headerBytes = 0; ///< the values follow

    /// Bytes of a value for "<f2", "<f4" and "<f8"; 0 for any other type.
    std::int64_t floatBytes() const;
    std::int64_t count() const; ///< product of the shape
};

/// Values of one array; they live as long as this object.
struct NpyValues {
    NpyHeader header;
    std::shared_ptr<const void> owner;
    const std::byte* data = nullptr;
};

/// A NumPy archive for reading. Opening reads directory and array headers only.
class NpzReader {
public:
    /// @throws FormatError naming the file and member for anything that is no .npz; arrays of
    /// unusual types are listed, not refused
    explicit NpzReader(const std::filesystem::path& path);

    const std::vector<NpyHeader>& arrays() const { return m_arrays; }
    /// The header of that name, or null.
    const NpyHeader* find(const std::string& name) const;
    /// Values of a float array: in place when stored, else unpacked.
    /// @throws FormatError when there is none of that name, it is not float, cut or damaged
    NpyValues read(const std::string& name) const;

private:
    ZipArchive m_archive;
    std::vector<NpyHeader> m_arrays;
    std::vector<std::size_t> m_members; ///< place in the archive of each array
};

} // namespace neurograft
