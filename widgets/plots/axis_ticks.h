// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <functional>
#include <vector>

namespace neurograft {

/// Layer ticks of ux.md 5.1: first, last and every k-th, k the smallest of {1, 2, 4, 5, 8, 10}
/// (then 20, 40, …) whose labels do not touch. A multiple of k that would touch the last label
/// gives way to it.
/// @param count     layers on the axis; ticks lie on 0 … count-1
/// @param cellSize  size of one cell along the axis
/// @param extent    size of a tick's label along the axis, in the same unit as @p cellSize
/// @param gap       smallest distance between two labels
std::vector<int> layerTicks(int count, double cellSize, const std::function<double(int)>& extent,
                            double gap);

/// Round values for a colour scale or value axis inside [low, high]: the finest 1-2-5 step that
/// gives at most @p most of them.
std::vector<double> valueTicks(const ColorRange& range, int most = 6);
/// The fewest decimals that write every tick of valueTicks() exactly.
int tickDecimals(const std::vector<double>& ticks);

} // namespace neurograft
