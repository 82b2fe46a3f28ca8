// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace neurograft {

/// Moments of the rows of W_U, which bound a sum of squared effects over the whole vocabulary
/// (attribution.md 5.4: one d x d Gram matrix per model).
struct UnembeddingMoments {
    at::Tensor gram; ///< [d,d] float32: sum_v W_v W_v^T
    at::Tensor sum; ///< [d] float64: sum_v W_v
    /// Bound of |computed - exact| of w^T G w for one w, relative to |w|^2: of the float32 matrix
    /// and of a float32 product with it.
    double rounding = 0.0;
};

/// Computed once for each unembedding and kept as long as that is in memory: 2 V d^2 operations,
/// about as many as a forward pass of a hundred tokens. Weights must not change in place meanwhile.
std::shared_ptr<const UnembeddingMoments> unembeddingMoments(const TransformerModel& model,
                                                             const RunContext& context);

} // namespace neurograft
