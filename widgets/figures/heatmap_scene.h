// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"
#include "widgets/figures/heatmap_figure.h"

namespace neurograft {

/// Lays a heatmap figure out (planFigure) and turns it into drawable items. @throws UsageError when
/// the page is too small
FigureScene heatmapScene(const HeatmapFigure& figure, const FigureSpec& spec);

} // namespace neurograft
