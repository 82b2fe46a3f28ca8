// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_handle.h"

#include "core/run/error.h"

#include <H5Epublic.h>

namespace neurograft {

namespace {

std::mutex& hdf5Mutex()
{
    static std::mutex mutex;
    return mutex;
}

/// The innermost description HDF5 has of its last failure.
std::string lastHdf5Reason()
{
    std::string reason = "HDF5 refused without a reason";
    const auto keepFirst = [](unsigned depth, const H5E_error2_t* entry, void* text) -> herr_t {
        if (depth == 0 && entry != nullptr && entry->desc != nullptr) {
            *static_cast<std::string*>(text) = entry->desc;
        }
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keepFirst, &reason);
    return reason;
}

} // namespace

H5Handle::H5Handle(hid_t id, const std::string& where, const std::string& expected) : m_id(id)
{
    requireH5(id, where, expected);
}

H5Handle::~H5Handle()
{
    if (m_id >= 0) {
        H5Idec_ref(m_id); // closes whatever it is
    }
}

void requireH5(long long status, const std::string& where, const std::string& expected)
{
    if (status < 0) {
        throw StoreError(where, expected, lastHdf5Reason());
    }
}

Hdf5Session::Hdf5Session() : m_lock(hdf5Mutex())
{
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // per thread: set on every use
}

} // namespace neurograft
