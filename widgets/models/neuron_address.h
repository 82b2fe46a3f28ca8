// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/neuron.h"
#include "widgets/models/selection_facts.h"

#include <optional>
#include <vector>

namespace neurograft {

struct ModelReport;

/// How the attention of a model shares its value rows among heads.
struct AttentionShape {
    int heads = 0;
    int kvHeads = 0;
    int headDim = 0;

    static AttentionShape of(const ModelReport& report);
    bool isGrouped() const { return kvHeads != heads; }
    /// The row of v_proj that column @p column of o_proj weighs (attribution.md 5.2).
    int valueRow(int column) const;
    /// The columns of o_proj that weigh a row of v_proj, one per head of its group.
    std::vector<int> columns(int valueRow) const;
};

/// The engine's name of a selected neuron, or why it has none: a value row that several heads share
/// writes nothing of its own.
struct NeuronAddress {
    std::optional<NeuronId> id;
    QString reason; ///< a sentence when there is no id
};
NeuronAddress addressOf(const NeuronItem& neuron, const AttentionShape& shape);
NeuronItem neuronItem(Role role, const NeuronId& id);

/// Head and value row of a column, columns of a value row; nothing for other neurons.
std::vector<Fact> attentionFacts(const NeuronItem& neuron, const AttentionShape& shape);

} // namespace neurograft
