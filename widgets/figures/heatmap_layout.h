// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/heatmap_legend.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <vector>

namespace neurograft {

/// Where one panel's parts lie, mm from the page's top left.
struct PanelPlan {
    QRectF map;
    QPointF title; ///< baseline, left end
    QString titleText; ///< shortened in its middle where the panel is too narrow
    QStringList box;
    QPointF boxOrigin; ///< baseline of the first line
    bool isBoxRightAligned = false;
    bool hasXLabels = false; ///< lowest panel of its column
    bool hasYLabels = false; ///< first panel of its row
    ColorRange range;
    QRectF scale; ///< its own colour bar when scales are unlocked, else empty
};

/// Layout of a whole small-multiples figure.
struct FigurePlan {
    QSizeF sizeMm;
    double cellMm = 0.0; ///< along x
    double cellHeightMm = 0.0; ///< the same, unless rows have names, which need a line each
    std::vector<PanelPlan> panels;
    QRectF grid; ///< around all maps
    QRectF scale; ///< the shared colour bar, empty when unlocked
    QString scaleTitle;
    QPointF scaleTitlePlace; ///< centre of its baseline, read upwards
    QString xTitle, yTitle;
    HeatmapAxis::Mark xMark = HeatmapAxis::Mark::None;
    HeatmapAxis::Mark yMark = HeatmapAxis::Mark::None;
    QPointF xTitlePlace; ///< centre of the baseline
    QPointF yTitlePlace; ///< centre of the baseline, read upwards
    QPointF titlePlace; ///< left end of the figure title's baseline
    HeatmapLegend legend;
    QPointF legendPlace; ///< baseline of its first line
    QStringList footer; ///< wrapped
    QPointF footerPlace; ///< baseline of the first line, left end
};

/// Lengths of the house style, mm.
struct FigureMetrics {
    static constexpr double kMargin = 0.6;
    static constexpr double kTick = 0.7;
    static constexpr double kTickGap = 0.5;
    static constexpr double kTitleGap = 0.9;
    static constexpr double kScaleGap = 1.8;
    static constexpr double kScaleWidth = 2.3;
    static constexpr double kColumnGap = 2.8;
    static constexpr double kRowGap = 2.4;
    static constexpr double kBoxPadding = 0.8;
    static constexpr double kHatchSpacing = 0.8;
    static constexpr double kLegendGap = 3.0;
    static constexpr double kLegendTextGap = 0.8;
};

/// One range for all panels when locked (or typed), else each panel's own.
std::vector<ColorRange> panelRanges(const HeatmapFigure& figure, const FigureSpec& spec);

/// Works out the layout: panels in rows, square cells (rows that have names are as high as a line)
/// that are whole pixels at 300 dpi, shared axis
/// titles and colour bar, box in the masked corner where it fits in every panel, else above.
/// @throws UsageError when the page is too small for the panels
FigurePlan planFigure(const HeatmapFigure& figure, const FigureSpec& spec);

} // namespace neurograft
