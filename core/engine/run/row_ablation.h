// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/neuron_ablation.h"
#include "core/run/ablation.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// A set of neurons and how it is looked at; as AblationOptions has it.
struct NeuronAblation {
    std::vector<NeuronId> neurons;
    double factor = 0.0;
    std::int64_t newTokens = 24;
    std::uint64_t seed = 42;
    int draws = 5;
};

/// ablateNeurons() on rows and a model that are there already.
std::vector<AblatedRow> ablateRows(const TransformerModel& model, const Tokenizer& tokenizer,
                                   const std::vector<AttributionRow>& rows,
                                   const NeuronAblation& ablation, const RunContext& context);

} // namespace neurograft
