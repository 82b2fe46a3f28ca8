// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_data.h"

#include <vector>

namespace neurograft {

/// Fills in the ranks of one model's maps: feed-forward and attention neurons share one order
/// (score descending, then layer, feed-forward first, then index: decisions.md D18, D20), value
/// rows, which are other cuts of the same attention, have their own.
///
/// Where neurons were left out as unable to be located, a rank is certain while its score lies
/// above every score such a neuron could have: that of the last one located in its layer, or of all
/// layers under a global budget.
void rankNeurons(const std::vector<NeuronMapData*>& maps);

} // namespace neurograft
