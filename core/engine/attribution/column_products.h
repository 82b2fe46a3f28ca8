// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace neurograft {

/// Columns of a matrix against a few vectors, and their lengths.
struct ColumnProducts {
    std::vector<double> products; ///< [n*P] <q_k, g * w_i>
    std::vector<double> lengths; ///< [n] |g * w_i|
};

/// One pass over the matrix with sums in float64, so that first-order scores cost little more than
/// reading the weights.
/// @param matrix [d,n] of any float type, columns w_i; @param gain [d] float64
/// @param vectors [P,d] float64, rows q_k; on the device of the matrix like the gain
ColumnProducts columnProducts(const at::Tensor& matrix, const at::Tensor& gain,
                              const at::Tensor& vectors);

} // namespace neurograft
