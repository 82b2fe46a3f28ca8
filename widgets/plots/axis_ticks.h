// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace neurograft {

/// Layer ticks of ux.md 5.1: first, last and every k-th, k the smallest of {1, 2, 4, 5, 8, 10}
/// (then its doublings) whose labels do not touch.
/// @param count     layers on the axis; ticks lie on 0 … count-1
/// @param cellSize  size of one cell along the axis
/// @param extent    size of a label along the axis, in the same unit as @p cellSize
/// @param gap       smallest distance between two labels
/// A multiple of k that would touch the last label is left out.
std::vector<int> layerTicks(int count, double cellSize, const std::function<double(int)>& extent,
                            double gap);

/// Round values for a colour scale or value axis, 3 to 6 of them inside [low, high].
std::vector<double> valueTicks(const ColorRange& range);
/// The fewest decimals that write all of @p ticks exactly enough to tell them apart.
int tickDecimals(const std::vector<double>& ticks);

/// Fixed decimals, C locale, a true minus sign: "0.25", "−0.10".
QString numberText(double value, int decimals);
/// Box style of ux.md 5.1, without the leading zero: ".691", "−.012", "1.000".
QString shortNumberText(double value, int decimals = 3);

/// Outwards to multiples of 0.05: [-0.013, 0.912] gives [-0.05, 0.95]. A flat range is widened by
/// one step.
ColorRange roundOutwards(double low, double high, double step = 0.05);
/// True for measures bounded by 0 and 1 (biased CKA, SVCCA, …), which are always drawn on 0…1
/// (ux.md 5.1).
bool isBoundedMeasure(const QString& measure);
/// Range of a group of panels from their shown, defined cells; 0…1 for bounded measures and when
/// nothing is defined; symmetric around 0 when @p isDiverging.
ColorRange lockedRange(const std::vector<const HeatmapData*>& panels, bool isDiverging = false);

/// Lines of the mean/std box: "mean .691  sd .156", with a mask a second one for the shown cells,
/// and the count of undefined cells.
QStringList boxLines(const HeatmapData& data);

} // namespace neurograft
