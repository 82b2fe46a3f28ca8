// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/neuron.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace neurograft {

/// Neurons a layer has of this kind: f, or H*h.
std::int64_t neuronCount(const ModelConfig& config, NeuronKind kind);

/// The matrix whose columns are the neurons' vectors, W_down [d,f] or W_o [d,H*h]: in its stored
/// type, or, where the model has edits of it, a copy with them in float32 or wider. The vectors,
/// W_U and g of the functions below have the model's edits, too.
at::Tensor neuronMatrix(const TransformerModel& model, std::int64_t layer, NeuronKind kind);

/// Vector of a neuron, [d] float32. @throws StudyError for a layer or index the model does not have
at::Tensor neuronVector(const TransformerModel& model, const NeuronId& neuron);

/// W_U (g * w) for every row of @p vectors [n,d] float32, to float32 [n,V] on the CPU
/// (attribution.md section 8). Without @p appliesNorm g is left out; a bias plays no part.
at::Tensor projectVectors(const TransformerModel& model, const at::Tensor& vectors,
                          bool appliesNorm);

/// The same for one vector [d] in float64 and ids 0..n-1 only, [n].
at::Tensor projectPrecisely(const TransformerModel& model, const at::Tensor& vector,
                            std::int64_t n);

/// Indices of the @p count largest of @p size values (or smallest), equal ones by smaller index.
std::vector<std::int64_t> extremes(const float* values, std::int64_t size, std::int64_t count,
                                   bool isLargest);

/// <W_U[token] * g, w> of every neuron of a layer, [n] float64 on the CPU: each sum in the same
/// order, so that equal neurons get equal values.
at::Tensor tokenLogits(const TransformerModel& model, std::int32_t token, std::int64_t layer,
                       NeuronKind kind);

/// W_U^T y over the first ids of the vocabulary, [d] float64. @param y [n] float64, n <= V
at::Tensor readBack(const TransformerModel& model, const at::Tensor& y);

/// diag(g) (W_U^T W_U) diag(g) over ids 0..n-1, [d,d] float64: w^T G w is the squared length of
/// what a neuron writes to them.
at::Tensor writtenGram(const TransformerModel& model, std::int64_t n, const RunContext& context);

/// g of the final norm with the model's edits, [d] float64.
at::Tensor finalGain(const TransformerModel& model);

} // namespace neurograft
