// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/model_overlay.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace neurograft {

class StudyReader;

/// What the studies of several commands have in common. Absent keys leave values as they are;
/// everything else that does not fit throws StudyError with the JSON path.

void takePath(StudyReader& reader, const std::string& key, std::filesystem::path& path);
void takeNumber(StudyReader& reader, const std::string& key, double& value);
void takeSeed(StudyReader& reader, std::uint64_t& seed);
void takeThreads(StudyReader& reader, int& threads);
/// `rows`: one of limit, rows and sample; its seed is the study's.
void takeRows(StudyReader& reader, RowSelection& rows);

/// What is laid over a model: `adapters`, `residual_adapters`, `deltas`, each a list of paths.
void takeModelOverlay(StudyReader& reader, const std::string& key, ModelOverlay& overlay);
nlohmann::ordered_json overlayJson(const ModelOverlay& overlay);

/// @param name what messages call the text
/// @throws FormatError when it is no JSON
nlohmann::json parseStudyText(std::string_view text, const std::string& name);
/// `schema` and `command` of a study that a result file keeps.
void takeCommand(StudyReader& reader, const std::string& command);

} // namespace neurograft
