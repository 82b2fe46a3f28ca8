// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/captured_cases.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// The scale of the official code: rsqrt( sqrt(population variance + 1e-5) + 1e-6 ) in float32
/// (attribution.md section 2, quirk Q1). @param y [d] float32
float compatScale(const at::Tensor& y);

/// ln p of one token after every vector, as half precision has it: the normalised vector, the
/// logits, the softmax and its logarithm are rounded to half (models.md section 7). Probabilities
/// below 3e-8 become 0 and their logarithm -infinity.
/// @param vectors [n,d] float32; @return [n] float32 that holds half values, on the CPU
at::Tensor compatLogprobs(const TransformerModel& model, const at::Tensor& vectors, float scale,
                          std::int64_t target, const RunContext& context);

/// Decimal rounding to four places of the double value, as Python's round().
double roundFourPlaces(double value);

/// Attribution `compat` (attribution.md sections 1 to 4): the official code with its quirks. FFN
/// scores add up over the rows, attention scores are those of the last row; NaN scores come first.
/// @param cases of captureCases() with CoefficientPolicy::LastSource, one scored position per row
/// @throws StudyError for a model with fewer key/value heads than query heads (D23); Canceled
ModelAttribution attributeCompat(const TransformerModel& model, const CapturedCases& cases,
                                 const SelectionSizes& sizes, const RunContext& context);

} // namespace neurograft
