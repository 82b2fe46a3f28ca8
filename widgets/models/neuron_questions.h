// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/open_model.h"
#include "widgets/models/neuron_inspection.h"

#include <functional>
#include <memory>
#include <string>

namespace neurograft {

// Parts of NeuronInspection that need nothing of its state.

/// Tokens of a text and the coefficient of a neuron at each. On the thread that computes.
/// @throws errors of NeuronReader::activations()
NeuronStrip stripOf(const std::shared_ptr<const OpenModel>& model, const NeuronId& id,
                    const std::string& text, const RunContext& context);

/// The same context, which tells at most ten times a second how many rows were read, "12 of 48
/// rows", on the thread that computes.
RunContext tellingRows(RunContext context, std::function<void(const QString&)> tell);

/// Why twins of this pair would mean nothing, a sentence: ids of the two models are not the same
/// words; empty while they are.
QString twinsRefusal(const PairModel& pair);

} // namespace neurograft
