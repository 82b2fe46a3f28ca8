// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/magnitude_penalty.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

namespace neurograft {

namespace {

double halfRounded(double value)
{
    return static_cast<double>(static_cast<float>(at::Half(static_cast<float>(value))));
}

} // namespace

at::Tensor halfRounded(const at::Tensor& values)
{
    return values.to(at::kHalf).to(at::kFloat);
}

MagnitudePenalty magnitudePenalty(const at::Tensor& delta, std::int64_t elements, double weight)
{
    const at::NoGradGuard noGrad;
    if (elements == 0) {
        return {0.0, at::zeros_like(delta)};
    }
    const auto count = static_cast<double>(elements);
    const double sum = delta.square().sum(at::kDouble).item<double>();
    return {sum / count, delta * (2.0 * weight / count)};
}

MagnitudePenalty halfMagnitudePenalty(const at::Tensor& delta, std::int64_t elements, double weight)
{
    const at::NoGradGuard noGrad;
    if (elements == 0) {
        return {0.0, at::zeros_like(delta)};
    }
    const auto count = static_cast<double>(elements);
    const at::Tensor d = halfRounded(delta);
    const double sum = halfRounded(d.square()).sum(at::kDouble).item<double>();
    const at::Tensor scaled = halfRounded(d * halfRounded(2.0 / count));
    return {halfRounded(sum / count), halfRounded(scaled * halfRounded(weight))};
}

} // namespace neurograft
