// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/ablation.h"
#include "core/store/result_file.h"
#include "core/study/locate_study.h"

#include <string>
#include <vector>

namespace neurograft {

/// Tables `ablation`, `ablation_draws`, `ablation_rows` and `ablation_text` of a role.
std::vector<Table> ablationTables(const std::vector<AblatedRow>& rows, const LocateStudy& study,
                                  const std::string& role);

/// Back from ablationTables(); empty when there are none.
std::vector<AblatedRow> ablatedRows(const ResultFile& result, const std::string& role);

} // namespace neurograft
