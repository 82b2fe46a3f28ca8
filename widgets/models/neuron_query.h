// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "widgets/models/neuron_filter.h"
#include "widgets/models/neuron_set.h"

#include <QHash>
#include <QString>

#include <Qt>

#include <memory>
#include <vector>

namespace neurograft {

/// What a list of neurons can be sorted by.
enum class NeuronOrder { Model, Layer, Module, Index, Score, Rank, Tokens, Note };

/// Texts by row of a NeuronRows: notes, or tokens that were asked for.
using NeuronTexts = QHash<int, QString>;

/// Which neurons are wanted, and in which order.
struct NeuronQuery {
    NeuronFilter filter;
    std::shared_ptr<const NeuronSet> among; ///< null: all
    NeuronOrder order = NeuronOrder::Score;
    Qt::SortOrder direction = Qt::DescendingOrder;
    NeuronTexts notes;
    NeuronTexts tokens;
};

/// Rows sorted by one key; equal ones by (layer, place of the map, index) in both directions
/// (decisions.md D18), rows without a key (not evaluated, no note) last in both.
/// @param texts of the orders by tokens or note
std::vector<int> orderedNeurons(const NeuronRows& rows, std::vector<int> chosen, NeuronOrder order,
                                Qt::SortOrder direction, const NeuronTexts& texts);

/// Rows that answer the query. For the lane: it looks at every neuron. @throws Canceled
std::vector<int> answerNeurons(const NeuronQuery& query, const NeuronRows& rows,
                               const RunContext& context);

} // namespace neurograft
