// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/change_norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

struct NormOf {
    double operator()(const LowRankEdit& edit) const
    {
        return lowRankNorm(edit.a, edit.b, edit.scale);
    }
    double operator()(const NeuronEdit& edit) const { return frobeniusNorm(edit.delta); }
    double operator()(const WholeEdit& edit) const { return frobeniusNorm(edit.delta); }
};

} // namespace

double frobeniusNorm(const at::Tensor& matrix)
{
    constexpr std::int64_t kSlice = 1024 * 1024; // elements
    const at::NoGradGuard noGrad;
    const std::int64_t width = std::max<std::int64_t>(1, matrix.numel() / matrix.size(0));
    const std::int64_t height = std::max<std::int64_t>(1, kSlice / width);
    double squares = 0.0;
    for (std::int64_t first = 0; first < matrix.size(0); first += height) {
        const std::int64_t count = std::min(height, matrix.size(0) - first);
        const at::Tensor part = matrix.narrow(0, first, count).to(at::kDouble);
        squares += part.square().sum().item<double>();
    }
    return std::sqrt(squares);
}

double lowRankNorm(const at::Tensor& a, const at::Tensor& b, double scale)
{
    const at::NoGradGuard noGrad;
    const at::Tensor right = a.to(at::kDouble); // [r,in]
    const at::Tensor left = b.to(at::kDouble); // [out,r]
    // |B A|^2 = sum of (B^T B) * (A A^T), element by element.
    const double square =
        (at::matmul(left.t(), left) * at::matmul(right, right.t())).sum().item<double>();
    return std::abs(scale) * std::sqrt(std::max(0.0, square));
}

double editNorm(const WeightEdit& edit)
{
    return std::visit(NormOf{}, edit);
}

} // namespace neurograft
