// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <filesystem>

namespace neurograft {

/// Python that draws a heatmap figure with matplotlib from the .npz beside it (I13): same size,
/// colours, range, mask and texts, in lines to be changed.
/// @param archive name of the .npz, without folder
std::string matplotlibScript(const HeatmapFigure& figure, const FigureSpec& spec,
                             const std::string& archive);

/// Writes NAME.py and NAME.npz; the archive holds the figure's tables and the colour table as
/// "colors" [256, 3].
/// @throws StudyError when one exists and @p overwrite is false, StoreError when writing fails
void writeMatplotlib(const HeatmapFigure& figure, const FigureSpec& spec,
                     const std::filesystem::path& script, bool overwrite);

} // namespace neurograft
