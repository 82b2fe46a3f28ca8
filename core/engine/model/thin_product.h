// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Most rows of x that thinProducts() takes; from there on a matrix product is faster.
inline constexpr std::int64_t kThinRows = 8;

/// y = x W^T of several weights for the few rows of a decoding step, whatever type the weights are
/// stored in: bound by reading each weight once, an element is widened in a register and used for
/// all rows. On a CPU with AVX2, FMA and F16C; sums in float32, 16 lanes per row. A row comes out
/// the same whatever other rows are computed with it.
/// @param x [n,in] float32, contiguous, n <= kThinRows; @param weights [out,in] each, contiguous,
/// all float32, all float16 or all bfloat16
/// @return [n,out] float32 each; empty when the processor or an argument is not of that kind
std::vector<at::Tensor> thinProducts(const at::Tensor& x, const std::vector<at::Tensor>& weights);

} // namespace neurograft
