// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"
#include "widgets/plots/curve_data.h"

#include <QString>

#include <vector>

namespace neurograft {

/// One chart of a figure of curves.
struct CurvePanel {
    QString name; ///< by which annotations hold on to it: "pissa/up_proj"
    QString title; ///< above its axes; empty: none
    QString note; ///< beside or below the title, with the box: "mean .153, −.002"
    CurveData data;
};

/// Charts with common axes in rows, one legend for all: series of the same title look the same.
struct CurveGrid {
    std::vector<CurvePanel> panels; ///< in reading order
    QString stepTitle; ///< of the x axes: "step", "layer"
    QString finding; ///< for people who do not see it
    bool isLogarithmic = false; ///< values by their logarithm; what is not above 0 leaves a gap
};

/// Lays @p grid out and draws it with the title and footer of @p figure. With locked scales all
/// panels have one range of values and say it in the first column, otherwise each has its own.
/// @throws UsageError when there is nothing to draw, or no room for it
FigureScene curveScene(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec);

} // namespace neurograft
