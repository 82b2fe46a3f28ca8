// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/alignment_losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cosine_similarity.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <utility>

namespace neurograft {

namespace {

constexpr double kSmallestNorm = 1e-12; ///< in place of a norm of 0

/// Relations between the rows of x, centred: R R^T of length one.
at::Tensor relations(const at::Tensor& x)
{
    const at::Tensor centred = x - x.mean(0, true); // [T,d]
    const at::Tensor products = at::matmul(centred, centred.t()); // [T,T]
    return products / at::linalg_vector_norm(products).clamp_min(kSmallestNorm);
}

} // namespace

CosineLayerLoss::CosineLayerLoss(std::int64_t layer, at::Tensor target, std::int64_t labels)
    : m_layer(layer), m_target(std::move(target)), m_labels(labels)
{
}

at::Tensor CosineLayerLoss::loss(const at::Tensor& contribution,
                                 const LabelledBatch& /*batch*/) const
{
    const at::Tensor cosines =
        at::cosine_similarity(contribution.to(m_target.scalar_type()), m_target, 1, kSmallestNorm);
    return (1.0 - cosines).sum() / static_cast<double>(m_labels);
}

RelationLayerLoss::RelationLayerLoss(std::int64_t layer, at::Tensor target, std::int64_t rows)
    : m_layer(layer), m_target(std::move(target)), m_rows(rows)
{
}

at::Tensor RelationLayerLoss::loss(const at::Tensor& contribution, const LabelledBatch& batch) const
{
    const at::Tensor own = contribution.to(m_target.scalar_type());
    at::Tensor sum = at::zeros({}, own.options());
    const auto labels = static_cast<std::int64_t>(batch.rowOf.size());
    for (std::int64_t first = 0; first < labels;) {
        std::int64_t end = first;
        while (end < labels
               && batch.rowOf[static_cast<std::size_t>(end)]
                   == batch.rowOf[static_cast<std::size_t>(first)]) {
            ++end;
        }
        if (end - first > 1) {
            const at::Tensor agreement = (relations(own.narrow(0, first, end - first))
                                          * relations(m_target.narrow(0, first, end - first)))
                                             .sum();
            sum = sum + (1.0 - agreement);
        }
        first = end;
    }
    return sum / static_cast<double>(m_rows);
}

at::Tensor TargetCosineLoss::losses(const at::Tensor& logits, const at::Tensor& labels,
                                    std::int64_t /*first*/) const
{
    const at::Tensor lengths =
        at::linalg_vector_norm(logits, 2, at::IntArrayRef{1}).clamp_min(kSmallestNorm); // [n]
    return 1.0 - logits.gather(1, labels.unsqueeze(1)).squeeze(1) / lengths;
}

} // namespace neurograft
