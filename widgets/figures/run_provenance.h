// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// Study text of a run as JSON; an empty object when it is none.
nlohmann::json studyJson(const RunManifest& run);

/// What every figure says of the run it is drawn from: file name, tables, root attributes, study.
/// @param fileName without folder
nlohmann::json runProvenance(const RunManifest& run, const std::string& fileName,
                             const std::vector<std::string>& tables);

/// A manifest with the paths of the tables its figure is drawn from.
nlohmann::json withTables(nlohmann::json manifest, const std::vector<Table>& tables);

/// Names of the groups a result holds, for messages: "attribution, training"; "an empty result".
std::string heldGroups(const ResultFile& result);

} // namespace neurograft
