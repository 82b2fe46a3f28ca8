// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace neurograft {

/// Version of the HDF5 library in use, such as "1.10.8".
std::string hdf5Version();

} // namespace neurograft
