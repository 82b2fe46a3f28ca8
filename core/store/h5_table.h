// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/h5_handle.h"
#include "core/store/result_tables.h"

#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Writes @p table as a dataset below @p file, groups made as needed: row-major little endian, gzip
/// + shuffle above 64 KiB, no time stamps (equal values give equal bytes).
/// @param where name of the file, for messages
/// @throws StoreError when shape, axes and values disagree or HDF5 fails
void writeTable(hid_t file, const std::string& where, const Table& table);

/// Reads one dataset. Its size is checked against what is stored before anything is allocated.
/// @throws StoreError naming file and dataset
Table readTableFrom(hid_t file, const std::string& where, const std::string& path);

/// Paths of all datasets below @p file, sorted, without leading slash.
std::vector<std::string> tablePaths(hid_t file, const std::string& where);

/// Writes attributes of a group, which is made when it is not there.
void writeGroupAttributes(hid_t file, const std::string& where, const std::string& path,
                          const Attributes& attributes);

/// Attributes of all groups below @p file but the root that have any, by path.
std::map<std::string, Attributes> readGroupAttributes(hid_t file, const std::string& where);

} // namespace neurograft
