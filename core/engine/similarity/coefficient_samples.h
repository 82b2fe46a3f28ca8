// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/similarity/sample_plan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace neurograft {

/// Chosen FFN neurons by layer.
using NeuronsByLayer = std::map<std::int64_t, std::vector<std::int64_t>>;

/// Coefficients m = silu(gate) * up of chosen neurons at the samples of a plan, by layer
/// [n, neurons] float32 on the CPU, in the order given. One forward pass up to the last layer
/// asked for.
/// @param rows what each row contributes; @param samples their number in all
/// @param tokenBudget positions per batch (sampleBatches)
/// @param afterBatch told how many of how many batches are done; may throw Canceled
/// @throws ShapeError for a layer or neuron the model has not
std::map<std::int64_t, at::Tensor>
coefficientSamples(const TransformerModel& model, const std::vector<RowSamples>& rows,
                   std::int64_t samples, const NeuronsByLayer& neurons, std::int64_t tokenBudget,
                   const std::function<void(std::int64_t done, std::int64_t total)>& afterBatch);

} // namespace neurograft
