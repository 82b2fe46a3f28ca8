// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/neuron.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// The same model with what some neurons write scaled by @p factor at every position: 0 switches
/// them off. Weights are shared and stay as they are.
/// @throws StudyError for a neuron the model does not have
std::shared_ptr<TransformerModel> withScaledNeurons(const TransformerModel& model,
                                                    const std::vector<NeuronId>& neurons,
                                                    double factor);

/// As many other neurons of the same layers and kinds, drawn by seed (purpose `control.ablation`,
/// index (draw * layers + layer) * 2 + kind): what the effect of a set is to be compared with.
/// Where a layer has fewer others, all of them.
std::vector<NeuronId> randomNeuronsLike(const ModelConfig& config,
                                        const std::vector<NeuronId>& neurons, std::uint64_t seed,
                                        int draw = 0);

/// What a model says to one row.
struct RowAnswer {
    double probability = 0.0; ///< exp of the mean ln p over the row's targets
    std::vector<std::int32_t> continuation; ///< greedy, from the first scored position on
};

/// @param newTokens of a continuation at most
/// @throws Canceled
std::vector<RowAnswer> answersOf(const TransformerModel& model,
                                 const std::vector<AttributionRow>& rows, std::int64_t newTokens,
                                 const RunContext& context);

} // namespace neurograft
