// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <vector>

namespace neurograft {

/// Outwards to multiples of @p step: [-0.013, 0.912] gives [-0.05, 0.95]. A flat range is widened
/// by one step.
ColorRange roundOutwards(double low, double high, double step = 0.05);
/// True for measures bounded by 0 and 1 (biased CKA, SVCCA, …), which are always drawn on 0…1
/// (ux.md 5.1).
bool isBoundedMeasure(const QString& measure);
/// Colour range of a group of panels from their shown, defined cells: 0…1 for bounded measures and
/// when nothing is defined, else the common minimum…maximum rounded outwards, to steps of 0.05, of
/// other quantities of a tenth of what they span; symmetric around 0 when @p isDiverging.
ColorRange lockedRange(const std::vector<const HeatmapData*>& panels, bool isDiverging = false);

} // namespace neurograft
