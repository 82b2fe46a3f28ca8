// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace neurograft {

// Steps of a decoder layer that go through their input once, where a chain of tensor operations
// would go through it six times and, for the one token of a decoding step, cost more than the
// products between them. On a CPU with AVX2, for float32 and without gradients; undefined when the
// processor or an argument is not of that kind. A row comes out the same whatever other rows are
// computed with it.

/// gain * x / sqrt(mean(x^2) + eps) over the last dimension (models.md 4.1).
/// @param x [...,d]; @param gain [d] of any float type
at::Tensor normedRows(const at::Tensor& x, const at::Tensor& gain, double eps);

/// Rotary embedding (models.md 4.2).
/// @param heads [B,heads,T,h], any strides; @param cos, @param sin [B or 1,1,T,h], contiguous
/// @return [B,heads,T,h], contiguous
at::Tensor rotatedRows(const at::Tensor& heads, const at::Tensor& cos, const at::Tensor& sin);

/// silu(gate) * up, both [...] of the same shape, contiguous.
at::Tensor gatedRows(const at::Tensor& gate, const at::Tensor& up);

/// Attention of one new token per row over all that is cached, softmax in float32.
/// @param q [B,H,1,h]; @param k, @param v [B,K,S,h] with contiguous rows, H a multiple of K;
/// @param mask additive [B or 1,1,1,S] or undefined
/// @return [B,H,1,h], contiguous
at::Tensor attendedStep(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                        const at::Tensor& mask);

} // namespace neurograft
