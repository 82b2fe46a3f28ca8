// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/parallel_figure.h"

#include <string>
#include <vector>

namespace neurograft {

/// Python that draws parallel coordinates with matplotlib from the .npz beside it, every cell where
/// the figure has it.
/// @param archive name of the .npz, without folder
std::string parallelScript(const ParallelFigure& figure, const FigureSpec& spec,
                           const std::string& archive);

/// What that script reads: `parallel/places` [axis, cell] from 0 (bottom) to 1, NaN where a cell
/// has none, and `parallel/color` [cell], the first number.
std::vector<Table> parallelTables(const ParallelFigure& figure);

} // namespace neurograft
