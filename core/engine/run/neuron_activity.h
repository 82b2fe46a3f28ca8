// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/neuron.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

// Questions to a model that read a text: see NeuronReader for what they answer. Without gradients.

/// The coefficient of a neuron, m_i or z_j, at every position of a text. One forward pass up to the
/// neuron's layer.
std::vector<double> neuronActivations(const TransformerModel& model, const NeuronId& neuron,
                                      const std::vector<std::int32_t>& ids,
                                      const RunContext& context);

/// The @p top (from 1) tokens of the rows at which the neuron is most active.
std::vector<ActiveToken> mostActiveTokens(const TransformerModel& model, const Tokenizer& tokenizer,
                                          const NeuronId& neuron, const Dataset& data, int top,
                                          bool strongest, const RunContext& context);

/// Logits of the logit lens behind every layer at one position, [L,V] float32 on the CPU.
/// @throws StudyError for a position the text does not have
at::Tensor lensLogits(const TransformerModel& model, const std::vector<std::int32_t>& ids,
                      std::int64_t position, const RunContext& context);

} // namespace neurograft
