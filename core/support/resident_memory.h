// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Bytes that are in this process's memory now of the mappings that hold these addresses, each
/// mapping once: how much of a mapped file has been read and not been taken back (Rss of
/// /proc/self/smaps). 0 where the system does not tell. Takes some milliseconds.
std::int64_t residentBytes(std::vector<const void*> addresses);

} // namespace neurograft
