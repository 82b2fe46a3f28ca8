// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/evaluate/choice_scoring.h"
#include "core/evaluate/evaluation_result.h"
#include "core/study/evaluate_study.h"
#include "core/text/tokenizer.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Everything an evaluation needs to know before long work begins; whatever can fail early has been
/// checked by then.
struct EvaluateInputs {
    EvaluateStudy study;
    Evaluation evaluation; ///< protocol and items; of predictions already answered
    std::string dataSha256;
    std::string overlaySha256; ///< empty without adapters and deltas
    std::string predictionsSha256; ///< of their file; empty for a model

    // Of a model; empty for predictions.
    std::shared_ptr<const Checkpoint> checkpoint;
    std::shared_ptr<const Tokenizer> tokenizer;
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    std::vector<std::vector<std::int32_t>> prompts; ///< ids of every item's prompt
    std::vector<std::int32_t> choices; ///< tokens of the letters, for choices

    /// Batches of choices, or of answers (nothing shared).
    std::vector<PromptBatch> batches() const;
};

/// Opens model (headers), tokenizer and data, writes the prompts, checks context length and
/// vocabulary.
/// @param problems when not null, failures are added as sentences instead of thrown, and what could
/// be found out is returned
/// @throws Error family (when @p problems is null)
EvaluateInputs openEvaluateInputs(const EvaluateStudy& study,
                                  std::vector<std::string>* problems = nullptr);

} // namespace neurograft
