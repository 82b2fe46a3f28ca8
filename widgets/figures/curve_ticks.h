// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_map.h"

#include <QString>

#include <vector>

namespace neurograft {

/// A number on the y axis of a chart of curves, and where it stands on it.
struct CurveTick {
    double at = 0.0;
    QString text;
};

/// Powers of ten, every k-th when there are many, 1, 2 and 5 times them when there are few.
/// @param range logarithms to the base of 10, as are the places
std::vector<CurveTick> powerCurveTicks(const ColorRange& range, int most);
/// Round values, written with the decimals that tell them apart.
std::vector<CurveTick> plainCurveTicks(const ColorRange& range, int most);

} // namespace neurograft
