// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/model_edits.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Frobenius norm of a matrix of any float type, summed in float64, a slice at a time: a widened
/// copy of a whole matrix would be in the way.
double frobeniusNorm(const at::Tensor& matrix);

/// Frobenius norm of scale * B A without forming it. @param a [r,in]; @param b [out,r]
double lowRankNorm(const at::Tensor& a, const at::Tensor& b, double scale);

/// Frobenius norm of what an edit adds to its parameter.
double editNorm(const WeightEdit& edit);

} // namespace neurograft
