// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/input_dropout.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/train/labelled_batch.h"
#include "core/engine/train/layer_loss.h"
#include "core/engine/train/position_loss.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

struct ResponseGradientOptions {
    double factor = 1.0; ///< of the summed loss, before its gradients are taken
    std::vector<double> rowFactors = {}; ///< of each row's sum beside it; empty = 1
    /// Only the inputs of the layers are kept, and each layer is computed again on the way back:
    /// about half as much work more, memory for one layer instead of all. Weights of another type
    /// are widened one layer at a time.
    bool recomputes = false;
    InputDropout* dropout = nullptr; ///< the one in the model's edits: it is told the positions
    const PositionLoss* loss = nullptr; ///< null = cross-entropy
    LayerTerms* layers = nullptr; ///< losses inside the layers; null = none
    std::int64_t lowestLayer = 0; ///< no leaf belongs to a layer below: the way back ends there
    /// With recomputes: told of every layer on the way back, last one first: its output [B,T,d] and
    /// the gradient of all that comes after it. May be empty.
    std::function<void(std::int64_t layer, const at::Tensor& output, const at::Tensor& gradient)>
        onLayer = nullptr;
};

/// Cross-entropy of the labels, or another loss, its gradients added to the leaves among the
/// model's edits. Logits are computed for labelled positions only, a chunk at a time.
/// @return sum of -ln p (or that loss) over the labels of each row, float64 from float32 logits,
/// without factor
/// @throws Canceled between layers
std::vector<double> addResponseGradients(const TransformerModel& model, const LabelledBatch& batch,
                                         const ResponseGradientOptions& options,
                                         const RunContext& context);

/// The same sums alone.
std::vector<double> responseLosses(const TransformerModel& model, const LabelledBatch& batch,
                                   const RunContext& context);

} // namespace neurograft
