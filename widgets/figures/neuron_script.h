// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/neuron_figure.h"

#include <string>

namespace neurograft {

/// Python that draws a neuron map figure with matplotlib from the .npz beside it: pooled in the
/// same way, located neurons as ticks under their layer.
/// @param archive name of the .npz, without folder
std::string neuronScript(const NeuronFigure& figure, const FigureSpec& spec,
                         const std::string& archive);
/// The same for layer bars.
std::string layerBarsScript(const LayerBarsFigure& figure, const FigureSpec& spec,
                            const std::string& archive);

} // namespace neurograft
