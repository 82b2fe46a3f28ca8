// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"
#include "widgets/plots/neuron_map_pool.h"

#include <QImage>

namespace neurograft {

/// Rows of a printed map that a layer takes: all but the last are colour, the last has the ticks
/// of its located neurons.
inline constexpr int kPrintedRows = 4;

/// A pooled map as it is printed, one pixel per bin and row. A tick is black where one located
/// neuron is the most any bin of the map holds; else grey at least, the darker the more the bin
/// holds, so that no located neuron vanishes.
QImage printedNeurons(const NeuronPool& pool, const NeuronMapData& data, const ColorMap& map,
                      const ColorRange& range);

/// Whether a bin of the map holds several located neurons, so that ticks differ.
bool hasSharedTicks(const NeuronPool& pool, const NeuronMapData& data);

} // namespace neurograft
