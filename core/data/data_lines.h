// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Lines of a data file without their ends; blank lines at the end are left out. Views into
/// @p bytes.
/// @param name the file, for the error
/// @throws FormatError when no line is left
std::vector<std::string_view> dataLines(std::string_view bytes, const std::string& name);

} // namespace neurograft
