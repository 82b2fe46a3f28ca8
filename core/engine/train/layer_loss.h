// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/labelled_batch.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// What is lost inside a model: a function of what one layer adds to the residual stream.
class LayerLoss {
public:
    virtual ~LayerLoss() = default;
    virtual std::int64_t layer() const = 0;
    /// The batch's part of a step's loss, one number with its graph.
    /// @param contribution [n,d] y - x of the layer at the batch's labelled positions
    virtual at::Tensor loss(const at::Tensor& contribution, const LabelledBatch& batch) const = 0;
};

/// Losses inside the layers that join those of the logits.
struct LayerTerms {
    std::vector<const LayerLoss*> losses; ///< at most one of a layer
    double factor = 1.0; ///< of them, before their gradients are taken
    double value = 0.0; ///< their sum without the factor is added here
};

} // namespace neurograft
