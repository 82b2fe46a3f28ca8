// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/layer_factors.h"

#include "core/engine/similarity/centred_samples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <utility>

namespace neurograft {

namespace {

constexpr double kBasisCut = 1e-10; ///< decisions.md D50
constexpr std::int64_t kFewestSamples = 2;

/// Left singular vectors and values of @p matrix. A wide one is brought to a square first: its
/// right vectors are not wanted.
std::pair<at::Tensor, at::Tensor> leftFactors(const at::Tensor& matrix)
{
    const bool isWide = matrix.size(1) > matrix.size(0);
    const at::Tensor square = isWide
        ? std::get<1>(at::linalg_qr(matrix.transpose(0, 1), "r")).transpose(0, 1) // [n,n]
        : matrix;
    auto [left, values, right] = at::linalg_svd(square, /*full_matrices=*/false);
    return {left, values};
}

} // namespace

LayerFactors::LayerFactors(const CentredSamples& samples, bool keepsColumns)
    : m_reason(samples.reason), m_samples(samples.count()), m_width(samples.width())
{
    if (m_samples < kFewestSamples && m_reason != UndefinedReason::NotFinite) {
        m_reason = UndefinedReason::TooFewSamples;
    }
    if (m_reason == UndefinedReason::Defined) {
        decompose(samples.x.to(at::kDouble), keepsColumns);
    }
}

void LayerFactors::decompose(const at::Tensor& matrix, bool keepsColumns)
{
    const c10::InferenceMode inference;
    const auto [left, values] = leftFactors(matrix); // [n,m], [m]
    const double largest = values.size(0) > 0 ? values[0].item<double>() : 0.0;
    const std::int64_t rank = (values > kBasisCut * largest).sum().item<std::int64_t>();
    if (rank == 0) {
        m_reason = UndefinedReason::ZeroVariance;
        return;
    }
    m_left = left.narrow(1, 0, rank).contiguous(); // [n,r]
    m_values = values.narrow(0, 0, rank).contiguous(); // [r]
    m_norm = std::sqrt(m_values.square().sum().item<double>());
    if (keepsColumns) {
        m_columns = at::matmul(m_left.transpose(0, 1), matrix); // [r,p]
    }
}

std::vector<PreparedLayer::Pointer>
LayerFactors::permuted(const std::vector<std::vector<std::int64_t>>& orders) const
{
    std::vector<Pointer> layers;
    for (const std::vector<std::int64_t>& order : orders) {
        LayerFactors layer = *this;
        if (m_reason == UndefinedReason::Defined) {
            layer.m_left = m_left.index_select(0, at::tensor(order));
        }
        layers.push_back(std::make_shared<const LayerFactors>(std::move(layer)));
    }
    return layers;
}

std::int64_t LayerFactors::orderBytes(std::int64_t samples) const
{
    return m_left.defined() ? 8 * samples * rank() : 0;
}

PreparedLayer::Pointer LayerFactors::resampled(const Resample& resample) const
{
    LayerFactors layer;
    layer.m_reason = m_reason;
    layer.m_samples = static_cast<std::int64_t>(resample.indices.size());
    layer.m_width = m_width;
    if (m_reason == UndefinedReason::Defined) {
        const c10::InferenceMode inference;
        at::Tensor rows = m_left.index_select(0, at::tensor(resample.indices)); // [N,r]
        rows = rows - rows.mean(0, true);
        // Xc of the copies is rows diag(s) V^T: its left vectors need no V.
        layer.decompose(rows * m_values, false);
        if (m_columns.defined() && layer.m_reason == UndefinedReason::Defined) {
            layer.m_columns =
                at::matmul(at::matmul(layer.m_left.transpose(0, 1), rows), m_columns); // [r',p]
        }
    }
    return std::make_shared<const LayerFactors>(std::move(layer));
}

} // namespace neurograft
