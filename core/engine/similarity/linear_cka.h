// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_vector.h"
#include "core/engine/similarity/similarity_value.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Linear centred kernel alignment between two sets of activations, Gram form.
///
/// \f[ \mathrm{CKA}(X,Y) = \frac{\mathrm{HSIC}(XX^\top,YY^\top)}
///     {\sqrt{\mathrm{HSIC}(XX^\top,XX^\top)\,\mathrm{HSIC}(YY^\top,YY^\top)}} \f]
/// Kornblith et al. 2019, arXiv:1905.00414, section 3; similarity.md 2.1 to 2.3.
/// Biased in [0, 1]; the others may be negative. Invariant to rotation, isotropic scale and shift.
///
/// @param x [n, p], @param y [n, q]: the same samples in the same order, any float type and device
/// @return  computed in float64 from Gram matrices of packGram()
/// @throws ShapeError when either is no matrix or the row counts differ
Similarity linearCka(const at::Tensor& x, const at::Tensor& y,
                     CkaEstimator estimator = CkaEstimator::Unbiased);

} // namespace neurograft
