// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/base_distributions.h"
#include "core/engine/attribution/captured_cases.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// What each half of a layer adds to the log probability of the target, and the distributions
/// before it: attention of layer 0, feed-forward of layer 0, attention of layer 1, …
struct ChainedIncreases {
    at::Tensor increases; ///< [2L*P] float64 on the model's device
    BaseDistributions bases; ///< 2L*P with readers
};

/// log p(u + added) - log p(u) of attribution.md 5.1 for whole layers. What one half leaves is
/// where the next one begins, but for the rounding of the captured residual, d: the distribution
/// there and its slope <q, d> serve both, off by at most (2 |d| max |W_U[v]|)^2 / 2 <= 5e-9. Where
/// residuals are rounded more (half precision) every end has a distribution of its own.
/// @param factor [P,d] s * g
ChainedIncreases chainedIncreases(const TransformerModel& model, const CapturedCases& cases,
                                  const at::Tensor& factor, bool keepsProbabilities,
                                  const RunContext& context);

} // namespace neurograft
