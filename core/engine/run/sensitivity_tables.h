// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/end_sensitivity.h"
#include "core/engine/run/locate_inputs.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// Measures the teacher's sensitivity, keeps as many layers as the student has and finds the part
/// of every matrix that has the student's size: group `sensitivity` of cli.md section 3, with
/// `embed_tokens/start` and `lm_head/start` [1] (where the run of residual coordinates begins),
/// `window` [L_s, 3], `rows` and `columns` (structure row-column), or `entries` (neuron, random).
/// @throws DomainError for a gradient that is not finite; Canceled
std::vector<Table> sensitivityTables(const LocateInputs& inputs, const RunContext& context);

inline constexpr std::int64_t kSensitivityLength = 2048; ///< tokens of a row (decisions.md D6)

/// The modules of a study; embedding and head are none. @throws UsageError for a word that is none
std::vector<Module> sensitivityModules(const LocateStudy& study);

/// Whether it also asks for `embed_tokens` and `lm_head`.
SensitivityEnds sensitivityEnds(const LocateStudy& study);

} // namespace neurograft
