// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// LaTen's penalty on the size of a change and its gradient (transfer.md 6.6).
struct MagnitudePenalty {
    double value = 0.0; ///< mean of D^2, without weight
    at::Tensor gradient; ///< of weight * mean of D^2, as D, float32
};

/// In float32, the sum in float64: gradient 2 weight D / N. 0 for a D without elements.
/// @param elements N, what the mean is over: delta.numel() unless @p delta is a part
MagnitudePenalty magnitudePenalty(const at::Tensor& delta, std::int64_t elements, double weight);

/// In the arithmetic of the official code's half kernels: squares rounded to float16, their mean,
/// too; gradient half(half(half(2 / N) D) weight). With N of a 7B student nothing is left of it:
/// half(2 / 1.44e8) = 0, and for attention modules half(2 / 5.4e7) D rounds to 0 for |D| < 0.5.
MagnitudePenalty halfMagnitudePenalty(const at::Tensor& delta, std::int64_t elements,
                                      double weight);

/// @p values rounded to float16 and back.
at::Tensor halfRounded(const at::Tensor& values);

} // namespace neurograft
