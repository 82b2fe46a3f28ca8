// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace neurograft {

/// Calls @p use for each row of a JSON Lines file ("-" reads standard input), with the row's name
/// for messages: "file.jsonl line 3". Empty lines are skipped.
/// @throws FormatError naming file and line for a row that is no JSON object
void forEachJsonLine(
    const std::filesystem::path& path,
    const std::function<void(const nlohmann::json& row, const std::string& where)>& use);

/// The string under @p key. @throws FormatError naming @p where when it is absent or no string
std::string stringField(const nlohmann::json& row, const char* key, const std::string& where);

/// The token ids under @p key. @throws FormatError naming @p where unless it is a list of numbers
/// from 0
std::vector<std::int32_t> idsField(const nlohmann::json& row, const char* key,
                                   const std::string& where);

} // namespace neurograft
