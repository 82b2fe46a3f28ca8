// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"
#include "widgets/figures/curve_grid.h"

#include <string>
#include <vector>

namespace neurograft {

/// Python that draws a figure of curves with matplotlib from the .npz beside it: bands or whiskers
/// below, published numbers as hollow diamonds or dashed lines.
/// @param grid what @p figure is made of
/// @param archive name of the .npz, without folder
std::string curveScript(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec,
                        const std::string& archive);

/// What that script reads, for each chart: `charts/<chart>/steps`, `…/values` and, with bands,
/// `…/low`, `…/high` [curve, point], NaN where a curve is shorter or has no value;
/// `…/published` [number, 2], step (NaN: across) and value.
std::vector<Table> curveTables(const CurveGrid& grid);

} // namespace neurograft
