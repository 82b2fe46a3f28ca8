// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_vector.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace neurograft {

/// A value and, when there is none, why.
struct Similarity {
    double value = 0.0; ///< NaN unless reason is Defined
    UndefinedReason reason = UndefinedReason::Defined;
};

/// Estimator of a result name `cka`, `cka-biased` or `cka-minibatch`.
/// @throws UsageError for another name
CkaEstimator ckaEstimator(const std::string& measure);

/// Word of the attribute `estimator`: "unbiased", "biased", "minibatch".
const char* estimatorWord(CkaEstimator estimator);

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

/// The same by the feature form (similarity.md 2.1 and 2.2 (ii)), all in float64: cheaper when n is
/// far above the widths, and the check of the Gram form. Not for CkaEstimator::Minibatch.
Similarity linearCkaFeatureForm(const at::Tensor& x, const at::Tensor& y, CkaEstimator estimator);

} // namespace neurograft
