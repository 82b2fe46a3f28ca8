// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/captured_cases.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

namespace neurograft {

struct CorrectedOptions {
    CoefficientPolicy coefficient = CoefficientPolicy::Sum;
    SelectionSizes sizes;
    bool isFull = false; ///< a score for every neuron; else only what the selection needs
    /// Only which neurons are selected, not their order: intervals from the most probable tokens,
    /// in which estimates stand for the scores; selections come by index. Not with isFull. With an
    /// order, estimates that are certain to SearchRun::kOrderedAccuracy do.
    bool isSetsOnly = false;
    bool isFirstOrder = false; ///< scores F of 5.4 for all neurons, nothing else
};

/// Attribution `corrected` of one model (attribution.md section 5): log-probability increase of
/// layers, FFN columns, attention columns and value rows, means over the rows, with selections that
/// are certified in the arithmetic used.
/// @param cases of captureCases() with the same policy
/// @param preview may be empty; called once with first-order scores, before the exact ones
/// @throws DomainError naming layer and neuron for values that are not finite; Canceled
ModelAttribution attributeCorrected(const TransformerModel& model, const CapturedCases& cases,
                                    const CorrectedOptions& options,
                                    const AttributionPreview& preview, const RunContext& context);

} // namespace neurograft
