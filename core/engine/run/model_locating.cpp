// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/model_locating.h"

#include "core/engine/attribution/compat_attribution.h"
#include "core/engine/attribution/corrected_attribution.h"
#include "core/engine/attribution/gradient_attribution.h"

#include <c10/core/InferenceMode.h>

namespace neurograft {

ModelAttribution locateNeurons(const TransformerModel& model,
                               const std::vector<AttributionRow>& rows, const SelectionSizes& sizes,
                               const LocateStudy& study, const AttributionPreview& preview,
                               const RunContext& context)
{
    if (study.score == "activation-gradient" || study.score == "integrated-gradients") {
        GradientOptions options;
        options.sizes = sizes;
        options.steps = study.score == "integrated-gradients" ? study.steps : 0;
        return attributeByGradient(model, rows, options, context);
    }
    const c10::InferenceMode inference;
    const bool isCompat = study.mode == "compat" && study.score == "attribution";
    const CoefficientPolicy policy =
        isCompat ? CoefficientPolicy::LastSource : coefficientPolicyFromName(study.coefficient);
    const CapturedCases cases = captureCases(model, rows, policy, context);
    if (isCompat) {
        return attributeCompat(model, cases, sizes, context);
    }
    CorrectedOptions options;
    options.coefficient = policy;
    options.sizes = sizes;
    options.isFull = study.fullScores;
    options.isSetsOnly = study.setsOnly;
    options.isFirstOrder = study.score == "first-order";
    return attributeCorrected(model, cases, options, preview, context);
}

} // namespace neurograft
