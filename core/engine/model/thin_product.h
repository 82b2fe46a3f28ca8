// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// Most rows of x that thinProduct() takes; from there on a matrix product is faster.
inline constexpr std::int64_t kThinRows = 8;

/// y = x W^T for the few rows of a decoding step, whatever type the weight is stored in: bound by
/// reading the weight once, each element is widened in a register and used for all rows.
/// On a CPU with AVX2, FMA and F16C; sums in float32, 16 lanes per row. A row comes out the same
/// whatever other rows are computed with it.
/// @param x [n,in] float32, contiguous, n <= kThinRows; @param weight [out,in] float32, float16 or
/// bfloat16, contiguous
/// @return [n,out] float32; undefined when the processor or an argument is not of that kind
at::Tensor thinProduct(const at::Tensor& x, const at::Tensor& weight);

} // namespace neurograft
