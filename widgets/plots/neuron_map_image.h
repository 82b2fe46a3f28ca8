// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_settings.h"
#include "widgets/plots/neuron_map_pool.h"

#include <QImage>

#include <vector>

namespace neurograft {

/// The smallest number of two digits that is not below @p magnitude: 6.08 gives 6.1, 0.0123 gives
/// 0.013. Nothing above 0, or not finite, gives 0.
double twoDigitsUp(double magnitude);

/// Settings of a neuron map at first (ux.md 5.1): diverging for signed scores, magma for
/// magnitudes.
ColorSettings neuronColors(const NeuronMapData& data);

/// Colour range of a group of maps. RangeMode::House: up to the largest magnitude, rounded up to
/// two digits, on both sides of 0 for a diverging map, from 0 for magnitudes, from the smallest
/// score otherwise. Neurons that were not evaluated are left out; a group without scores gives 0…1.
ColorRange neuronColorRange(const ColorSettings& settings,
                            const std::vector<const NeuronMapData*>& maps);

/// One pixel per bin, row 0 of the image at the top (the highest layers); bins without an evaluated
/// neuron have ColorMap::pendingColor(). Format RGB32.
QImage neuronImage(const NeuronPool& pool, const NeuronMapData& data, const ColorMap& map,
                   const ColorRange& range);

/// Height of the tick under a layer that is drawn @p height high, in the same unit: a quarter, at
/// least one, at most five; 0 below a height of 2, where there is no room.
int locatedTickHeight(int height);

} // namespace neurograft
