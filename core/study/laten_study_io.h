// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/laten_study.h"

#include <nlohmann/json.hpp>

namespace neurograft {

class CommandLineText;
class StudyReader;

/// `laten` of a transfer study: every value written out, keys in a fixed order.
nlohmann::ordered_json latenJson(const LatenStudy& laten);
/// The same back, strictly; absent keys leave values as they are. @throws StudyError with the JSON
/// path
void takeLaten(StudyReader& reader, LatenStudy& laten);
/// The options that differ from @p standard.
void addLaten(CommandLineText& line, const LatenStudy& laten, const LatenStudy& standard);

} // namespace neurograft
