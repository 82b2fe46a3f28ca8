// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// Registers the accessible interface of HeatmapPlot (ux.md 7.8): role chart, name = title,
/// description = the finding, value = read-out of the selected cell. Safe to call more than once.
void installHeatmapAccessibility();

} // namespace neurograft
