// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/annotation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// [{"kind":"box","panel":"up_proj","from":[11.5,2.5],"to":[20.5,9.5]}, …]; a text has "text" and
/// no "to".
nlohmann::json toJson(const std::vector<Annotation>& annotations);
/// @param path of the list, for messages
/// @throws StudyError naming the JSON path of what is wrong
std::vector<Annotation> annotationsFromJson(const nlohmann::json& json, const std::string& path);

} // namespace neurograft
