// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/run/run_locate.h"
#include "core/store/result_file.h"
#include "core/study/locate_study.h"

#include <string>
#include <vector>

namespace neurograft {

/// Group `attribution/<role>` of cli.md section 3.
/// @param headSize columns of o_proj (rows of v_proj) of one head
/// @param isPreview scores are first-order ones and nothing is selected yet
std::vector<Table> attributionTables(const ModelAttribution& found, const LocateStudy& study,
                                     const std::string& role, std::int64_t headSize,
                                     bool isPreview);

/// Table `targets` of a role: what was predicted, and where.
Table targetTable(const AttributionRows& rows, const std::string& role);

/// What the command tells about a model, from its tables: the same after a resumed run.
LocatedModel locatedModel(const ResultFile& result, const std::string& role);

/// Whether a result has all tables of a finished model.
bool hasFinishedModel(const ResultFile& result, const std::string& role);

} // namespace neurograft
