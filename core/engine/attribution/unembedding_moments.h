// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace neurograft {

/// How the rows of W_U scatter, which bounds a sum of squared effects over a part of the vocabulary
/// (attribution.md 5.4: one centred d x d Gram matrix per model).
struct UnembeddingMoments {
    at::Tensor centre; ///< [d] float64, numbers of float32: close to the mean row
    at::Tensor scatter; ///< [d,d] float32: sum_v (W_v - centre)(W_v - centre)^T
    at::Tensor offset; ///< [d] float64: sum_v (W_v - centre), nearly 0
    double radius = 0.0; ///< at least max_v |W_v - centre|
    /// Bound of |computed - exact| of w^T scatter w for one w, relative to |w|^2: of the float32
    /// matrix and of a float32 product with it.
    double rounding = 0.0;
};

/// Computed once for each unembedding and kept as long as that is in memory: 2 V d^2 operations,
/// about as many as a forward pass of a hundred tokens. Weights must not change in place meanwhile.
std::shared_ptr<const UnembeddingMoments> unembeddingMoments(const TransformerModel& model,
                                                             const RunContext& context);

} // namespace neurograft
