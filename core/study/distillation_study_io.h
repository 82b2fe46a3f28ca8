// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/distillation_study.h"
#include "core/study/semalign_study.h"

#include <nlohmann/json.hpp>

namespace neurograft {

class CommandLineText;
class StudyReader;

/// `distillation` and `semalign` of a transfer study: every value written out, keys in a fixed
/// order.
nlohmann::ordered_json distillationJson(const DistillationStudy& distillation);
nlohmann::ordered_json semAlignJson(const SemAlignStudy& semalign);
/// The same back, strictly; absent keys leave values as they are. @throws StudyError with the JSON
/// path
void takeDistillation(StudyReader& reader, DistillationStudy& distillation);
void takeSemAlign(StudyReader& reader, SemAlignStudy& semalign);
/// The options that differ from @p standard.
void addDistillation(CommandLineText& line, const DistillationStudy& distillation,
                     const DistillationStudy& standard);
void addSemAlign(CommandLineText& line, const SemAlignStudy& semalign,
                 const SemAlignStudy& standard);

} // namespace neurograft
