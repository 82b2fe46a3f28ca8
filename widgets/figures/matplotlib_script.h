// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <string>

namespace neurograft {

/// Python that draws a heatmap figure with matplotlib from the .npz beside it (I13): same size,
/// colours, range, mask and texts, in lines to be changed.
/// Written by writeFigureScript().
/// @param archive name of the .npz, without folder
std::string matplotlibScript(const HeatmapFigure& figure, const FigureSpec& spec,
                             const std::string& archive);

} // namespace neurograft
