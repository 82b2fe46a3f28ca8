// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

namespace neurograft {

/// Why A − B of two maps cannot be drawn, as a sentence; empty when it can. They must have the same
/// layers and measure the same thing (biased and unbiased forms of a measure may be subtracted).
/// Other samples, units or modules are no obstacle: the figure says what A and B are.
QString differenceObstacle(const HeatmapData& a, const HeatmapData& b);

/// A − B, cell by cell, with both values kept for the read-out. A cell is undefined where A or B is
/// (reason of A first), not computed where either is not, masked as A is. Drawn with the diverging
/// map on lockedRange(…, true), so that 0 is its centre.
/// @param nameA, nameB how the user knows them: "run 7", "before"
/// @pre differenceObstacle(a, b) is empty
HeatmapData heatmapDifference(const HeatmapData& a, const HeatmapData& b, const QString& nameA,
                              const QString& nameB);

} // namespace neurograft
