// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

/// Parses the bytes of a JSON file. @throws FormatError naming @p file and the byte where it stops
/// being JSON
nlohmann::json parseJsonFile(const std::string& bytes, const std::string& file);

} // namespace neurograft
