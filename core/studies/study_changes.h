// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

/// Changes one value of a study in JSON, in which every key is written out: "rate=0.2",
/// "rows.limit=5", "modules=[\"o_proj\"]", "modules=o_proj,up_proj". The new value has the type of
/// the old one; whether it can be meant is for the parser of the study.
/// @param where what messages call the change: "--set"
/// @throws UsageError for a key that the study does not have (with its keys) or a value of another
/// type
void changeStudy(nlohmann::ordered_json& study, const std::string& assignment,
                 const std::string& where);

} // namespace neurograft
