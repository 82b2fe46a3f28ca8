// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/curve_ticks.h"
#include "widgets/figures/figure.h"
#include "widgets/plots/curve_data.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace neurograft {

/// How far the values of a curve spread, at its steps; NaN where that is not known.
struct CurveBand {
    QString title; ///< of the curve
    std::vector<double> steps;
    std::vector<double> low;
    std::vector<double> high;
};

/// A number from elsewhere to hold curves against.
struct CurveReference {
    QString series; ///< title of the curve it is of; empty: of none
    std::optional<double> step; ///< a hollow mark there; none: a dashed line across
    double value = 0.0;
    QString name; ///< of a line, in the legend
};

/// One chart of a figure of curves.
struct CurvePanel {
    QString name; ///< by which annotations hold on to it: "pissa/up_proj"
    QString title; ///< above its axes; empty: none
    QString note; ///< beside or below the title, with the box: "mean .153, −.002"
    CurveData data;
    std::vector<CurveBand> bands = {};
    std::vector<CurveReference> references = {};
};

/// An x axis whose ticks stand at given places.
struct CurveAxis {
    ColorRange range;
    std::vector<CurveTick> ticks; ///< ascending
    /// Values have no order: points with whiskers, no lines between them.
    bool isCategorical = false;
};

/// Charts with common axes in rows, one legend for all: series of the same title look the same; one
/// without a title is not in the legend.
struct CurveGrid {
    std::vector<CurvePanel> panels; ///< in reading order
    QString stepTitle; ///< of the x axes: "step", "layer"
    QString finding; ///< for people who do not see it
    bool isLogarithmic = false; ///< values by their logarithm; what is not above 0 leaves a gap
    std::optional<CurveAxis> steps = {}; ///< none: whole steps from 0
    std::optional<ColorRange> values = {}; ///< none: from what is drawn
};

/// Titles of all series, in the order of their styles.
QStringList curveSeries(const CurveGrid& grid);

/// Lays @p grid out and draws it with the title and footer of @p figure. With locked scales all
/// panels have one range of values and say it in the first column, otherwise each has its own.
/// @throws UsageError when there is nothing to draw, or no room for it
FigureScene curveScene(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec);

} // namespace neurograft
