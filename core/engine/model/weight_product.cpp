// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/weight_product.h"

#include "core/engine/model/thin_product.h"
#include "core/run/error.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <string>
#include <vector>

namespace neurograft {

namespace {

constexpr std::int64_t kWeightProductSliceElements =
    256 * 1024; // 1 MB as float32: fits into a second-level cache
constexpr std::int64_t kGradientElements = 4 * 1024 * 1024; // of a product with all threads

/// [..., in] to [..., out].
std::vector<std::int64_t> shapeOf(const at::Tensor& x, const at::Tensor& weight)
{
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return shape;
}

at::Tensor slicedLinear(const at::Tensor& x, const at::Tensor& weight)
{
    const std::int64_t outputs = weight.size(0);
    const at::Tensor rows = x.reshape({-1, x.size(-1)}); // [n,in]
    at::Tensor result = at::empty({rows.size(0), outputs}, x.options()); // [n,out]
    const std::int64_t height =
        std::clamp<std::int64_t>(kWeightProductSliceElements / weight.size(1), 1, outputs);
    const std::int64_t slices = (outputs + height - 1) / height;
    const bool isInference = c10::InferenceMode::is_enabled();
    at::parallel_for(0, slices, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode inference(isInference); // a worker thread inherits neither mode
        const at::NoGradGuard noGrad; // after the other, which switches gradients on when it is off
        const at::Tensor buffer = at::empty({height, weight.size(1)}, x.options());
        for (std::int64_t slice = begin; slice < end; ++slice) {
            const std::int64_t first = slice * height;
            const std::int64_t count = std::min(height, outputs - first);
            const at::Tensor part = buffer.narrow(0, 0, count);
            part.copy_(weight.narrow(0, first, count));
            at::Tensor target = result.narrow(1, first, count);
            at::mm_out(target, rows, part.t());
        }
    });
    return result.view(shapeOf(x, weight));
}

/// Gradient of x: g W for g [n,out]. Slices of the weight are added up one after the other, each
/// product with all threads.
at::Tensor slicedGradient(const at::Tensor& gradient, const at::Tensor& weight)
{
    const at::Tensor rows = gradient.reshape({-1, gradient.size(-1)}); // [n,out]
    at::Tensor result = at::zeros({rows.size(0), weight.size(1)}, gradient.options()); // [n,in]
    const std::int64_t outputs = weight.size(0);
    const std::int64_t height =
        std::clamp<std::int64_t>(kGradientElements / weight.size(1), 1, outputs);
    for (std::int64_t first = 0; first < outputs; first += height) {
        const std::int64_t count = std::min(height, outputs - first);
        result.addmm_(rows.narrow(1, first, count),
                      weight.narrow(0, first, count).to(gradient.scalar_type()));
    }
    std::vector<std::int64_t> shape = gradient.sizes().vec();
    shape.back() = weight.size(1);
    return result.view(shape);
}

/// x W^T of a weight that is not trained: what is kept for the way back is the weight as it is
/// stored, not a widened copy.
class FrozenLinear : public torch::autograd::Function<FrozenLinear> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight)
    {
        context->save_for_backward({weight});
        return slicedLinear(x, weight);
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients)
    {
        return {slicedGradient(gradients[0], context->get_saved_variables()[0]), at::Tensor()};
    }
};

at::Tensor withBias(at::Tensor result, const at::Tensor& bias)
{
    return bias.defined() ? result.add_(bias.to(result.scalar_type())) : result;
}

/// For more rows than a decoding step has, or with gradients.
at::Tensor wideLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                      bool needsGradient)
{
    if (weight.scalar_type() == x.scalar_type()) {
        return at::linear(x, weight, bias);
    }
    if (x.is_cpu() && needsGradient && !weight.requires_grad()) {
        const at::Tensor y = FrozenLinear::apply(x, weight);
        return bias.defined() ? y + bias.to(y.scalar_type()) : y;
    }
    if (!x.is_cpu() || needsGradient) {
        return at::linear(x, weight.to(x.scalar_type()),
                          bias.defined() ? bias.to(x.scalar_type()) : bias);
    }
    return withBias(slicedLinear(x, weight), bias);
}

} // namespace

std::vector<at::Tensor> linearsOver(const at::Tensor& x, const std::vector<LinearWeights>& weights)
{
    const bool needsGradient = at::GradMode::is_enabled()
        && (x.requires_grad()
            || std::any_of(weights.begin(), weights.end(),
                           [](const LinearWeights& each) { return each.weight.requires_grad(); }));
    if (!needsGradient && x.is_cpu() && x.numel() <= kThinRows * x.size(-1)) {
        std::vector<at::Tensor> matrices;
        for (const LinearWeights& each : weights) {
            matrices.push_back(each.weight);
        }
        std::vector<at::Tensor> thin =
            thinProducts(x.reshape({-1, x.size(-1)}).contiguous(), matrices);
        for (std::size_t i = 0; i < thin.size(); ++i) {
            thin[i] = withBias(thin[i], weights[i].bias).view(shapeOf(x, matrices[i]));
        }
        if (!thin.empty()) {
            return thin;
        }
    }
    std::vector<at::Tensor> results;
    for (const LinearWeights& each : weights) {
        results.push_back(wideLinear(x, each.weight, each.bias, needsGradient));
    }
    return results;
}

at::Tensor linearOver(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    return linearsOver(x, {{weight, bias}}).front();
}

at::Tensor embeddingRows(const at::Tensor& weight, const at::Tensor& ids, at::ScalarType type)
{
    const auto [least, greatest] = at::aminmax(ids);
    const std::int64_t outside =
        least.item<std::int64_t>() < 0 ? least.item<std::int64_t>() : greatest.item<std::int64_t>();
    if (outside < 0 || outside >= weight.size(0)) {
        throw StudyError("token ids", "ids from 0 to " + std::to_string(weight.size(0) - 1),
                         std::to_string(outside), "The tokenizer does not belong to this model.");
    }
    return at::embedding(weight, ids).to(type);
}

} // namespace neurograft
