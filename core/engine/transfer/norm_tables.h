// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/model_edits.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/store/result_tables.h"

#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// transfer/<module>/norm_ratio [L]: RMS of the change over RMS of the weight, which is what their
/// Frobenius norms make; 0 where nothing changes.
/// @param weightNorms Frobenius norms of all targets, by parameter
/// @param edits at most one of a parameter
std::vector<Table> normTables(const std::vector<AdapterTarget>& targets,
                              const std::map<std::string, double>& weightNorms,
                              const ModelEdits& edits);

} // namespace neurograft
