// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"
#include "core/study/locate_study.h"

#include <vector>

namespace neurograft {

/// Scores and selections of one model by the score, mode and policies of a study, as `locate`,
/// unaligned injection and LaTen take them.
/// @param rows what is predicted; @param sizes of the selection
/// @param preview may be empty; called once with first-order scores, before the exact ones
/// @throws DomainError naming layer and neuron for values that are not finite; Canceled
ModelAttribution locateNeurons(const TransformerModel& model,
                               const std::vector<AttributionRow>& rows, const SelectionSizes& sizes,
                               const LocateStudy& study, const AttributionPreview& preview,
                               const RunContext& context);

} // namespace neurograft
