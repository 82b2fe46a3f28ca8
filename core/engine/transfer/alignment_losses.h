// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/layer_loss.h"
#include "core/engine/train/position_loss.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// SemAlign's loss of a layer (transfer.md 7.1): the batch's part of 1 - mean cos(h, target) over
/// the step's labelled positions.
class CosineLayerLoss : public LayerLoss {
public:
    /// @param target [n,d] of the batch, any length; @param labels of the whole step
    CosineLayerLoss(std::int64_t layer, at::Tensor target, std::int64_t labels);

    std::int64_t layer() const override { return m_layer; }
    at::Tensor loss(const at::Tensor& contribution, const LabelledBatch& batch) const override;

private:
    std::int64_t m_layer;
    at::Tensor m_target;
    std::int64_t m_labels;
};

/// The same of version 2 (transfer.md 7.2, inferred): the batch's part of the mean over the step's
/// rows of 1 - <G, G_target>, G = R R^T / |R R^T|_F with R [T,d] the labelled positions of a row,
/// centred over them. A row with one position has no relations: it adds nothing.
class RelationLayerLoss : public LayerLoss {
public:
    /// @param target [n,d] of the batch; @param rows of the whole step
    RelationLayerLoss(std::int64_t layer, at::Tensor target, std::int64_t rows);

    std::int64_t layer() const override { return m_layer; }
    at::Tensor loss(const at::Tensor& contribution, const LabelledBatch& batch) const override;

private:
    std::int64_t m_layer;
    at::Tensor m_target;
    std::int64_t m_rows;
};

/// 1 - cos(logits, onehot(label)) = 1 - logits[label] / |logits| (transfer.md 7.1).
class TargetCosineLoss : public PositionLoss {
public:
    at::Tensor losses(const at::Tensor& logits, const at::Tensor& labels,
                      std::int64_t first) const override;
};

} // namespace neurograft
