// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_data.h"

#include <memory>

namespace neurograft {

/// A head heat map of attention columns: each head has the score of its best column, as far as it
/// is certain: all columns were evaluated, or the best one was located, and those left out cannot
/// be better than a located one. NaN elsewhere.
/// Null when the size of a head is not known or does not fit.
std::shared_ptr<NeuronMapData> bestColumnHeads(const NeuronMapData& attention);

/// The best column of a head (the largest score, the first of equal ones); of heads none of whose
/// columns were evaluated the first column.
/// @param head inside a map of heads of that size
NeuronPlace bestColumnOf(const NeuronMapData& attention, int headSize, const NeuronPlace& head);

} // namespace neurograft
