// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hdf5_version.h"

#include <H5public.h>

namespace neurograft {

std::string hdf5Version()
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    H5get_libversion(&major, &minor, &release);
    return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(release);
}

} // namespace neurograft
