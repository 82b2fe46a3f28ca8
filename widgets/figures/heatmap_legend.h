// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QSizeF>
#include <QString>

#include <vector>

namespace neurograft {

struct HeatmapFigure;

/// One entry of the legend below maps: a field or mark, and what it stands for.
struct HeatmapLegendItem {
    enum class Field { None, Undefined, Pending, Chance, Pairs };
    Field field = Field::None;
    QString text;
    int row = 0; ///< line of the legend it stands in, from 0
};

struct HeatmapLegend {
    std::vector<HeatmapLegendItem> items; ///< in drawing order
    double widthMm = 0.0; ///< of its widest line

    int rows() const { return items.empty() ? 0 : items.back().row + 1; }
};

/// What of a figure needs a word: undefined and pending cells, the contour above chance, marked
/// layer pairs, several scales, and the title of a scale that is too low to have it beside it.
/// @param scaleTitle empty: it stands beside its scale
/// @param roomMm     lines are broken to this width
HeatmapLegend heatmapLegend(const HeatmapFigure& figure, const FigureSpec& spec,
                            const QString& scaleTitle, double roomMm);

/// The field in front of a legend text.
QSizeF legendFieldMm(const FigureSpec& spec);
/// What an item takes with the gap behind it.
double legendItemMm(const HeatmapLegendItem& item, const FigureSpec& spec);

} // namespace neurograft
