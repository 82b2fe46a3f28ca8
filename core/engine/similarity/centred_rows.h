// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace neurograft {

/// The samples of a layer with column means taken off in float64 (decisions.md D55), and what every
/// measure wants to know of a sample.
struct CentredRows {
    at::Tensor rows; ///< [n,p] float32, or float64 for float64 samples; on the samples' device
    at::Tensor sums; ///< [n] float64 sum over features of x_i, before centring; CPU
    at::Tensor rawSquares; ///< [n] float64 |x_i|^2 before centring; CPU
    at::Tensor squares; ///< [n] float64 |xc_i|^2; CPU
    bool isFinite =
        true; ///< false: NaN or infinity among the samples; then rows, squares are empty
};

/// Two passes over the samples, sums in float64; the outcome does not depend
/// on the number of threads.
/// @param x  [n,p], any float type and device
/// @param of named by the error
/// @throws ShapeError when @p x is no such matrix
CentredRows centreRows(const at::Tensor& x, const char* of);

} // namespace neurograft
