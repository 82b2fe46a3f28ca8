// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"
#include "widgets/plots/neuron_map_pool.h"

#include <QImage>
#include <QSize>

namespace neurograft {

/// Least rows of a printed map that a layer takes: one of them has the ticks of its located
/// neurons.
inline constexpr int kPrintedRows = 4;

/// A pooled map as it is printed, of that many pixels: neurons and layers differ by a pixel where
/// they do not divide it, ticks are all a quarter of a layer high. Without located neurons there is
/// no room for ticks.
///
/// A tick is black where a bin holds as many located neurons as any of the map, paler the fewer it
/// holds, and grey at least, so that no located neuron vanishes.
/// @param pixels at least a pixel for each bin, kPrintedRows for each row of the pool
QImage printedNeurons(const NeuronPool& pool, const NeuronMapData& data, const ColorMap& map,
                      const ColorRange& range, const QSize& pixels);

/// The most located neurons a bin of the map holds.
int mostLocated(const NeuronPool& pool, const NeuronMapData& data);

} // namespace neurograft
