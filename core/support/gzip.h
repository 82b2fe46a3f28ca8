// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace neurograft {

/// Whether bytes begin as a gzip file does (RFC 1952).
bool isGzip(std::string_view bytes);

/// Unpacks a gzip file of one or more members, their checksums verified.
/// @param name the file, for errors
/// @throws FormatError when it is cut or damaged, or unpacks to more than 1 GiB
std::string gunzip(std::string_view bytes, const std::string& name);

} // namespace neurograft
