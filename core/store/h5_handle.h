// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <H5Ipublic.h>

#include <mutex>
#include <string>
#include <utility>

namespace neurograft {

/// Owns one HDF5 identifier (file, group, dataset, type, space, attribute or property list). Only
/// used while a Hdf5Session is alive.
class H5Handle {
public:
    H5Handle() = default;
    /// @throws StoreError("[where] expected …") when @p id is one of HDF5's failure values
    H5Handle(hid_t id, const std::string& where, const std::string& expected);
    ~H5Handle();
    H5Handle(H5Handle&& other) noexcept : m_id(std::exchange(other.m_id, H5I_INVALID_HID)) { }
    H5Handle& operator=(H5Handle&& other) noexcept
    {
        std::swap(m_id, other.m_id);
        return *this;
    }
    H5Handle(const H5Handle&) = delete;
    H5Handle& operator=(const H5Handle&) = delete;

    hid_t id() const { return m_id; }

private:
    hid_t m_id = H5I_INVALID_HID;
};

/// @throws StoreError when an HDF5 call reports failure (a negative value)
void requireH5(long long status, const std::string& where, const std::string& expected);

/// Holds the one mutex of all HDF5 calls of this process and keeps the library from printing its
/// own error stack: our errors have three parts.
class Hdf5Session {
public:
    Hdf5Session();

private:
    std::lock_guard<std::mutex> m_lock;
};

} // namespace neurograft
