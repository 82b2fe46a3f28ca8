// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"
#include "widgets/models/selection_item.h"

#include <QString>

#include <vector>

namespace neurograft {

/// A line about an item: "rank in row", "3/40".
struct Fact {
    QString name;
    QString value;
};

/// What the shown maps tell about an item.
struct ItemFacts {
    QString title; ///< its go-to string, "Set of 9 cells", "mid block: 9 cells"
    std::vector<Fact> facts;
    QString remark; ///< a sentence: why there is no value, or that no map shows it
    bool isPending = false; ///< a cell that a run has not reached, or there are no maps yet
    std::vector<double> curve; ///< a cell's row over teacher layers; NaN where undefined
    int curveAt = -1; ///< its place in the curve
};

/// Cells of a set in numbers; undefined, masked and missing ones are left out and counted.
struct SetSummary {
    int cells = 0; ///< all
    int count = 0; ///< with a value
    double mean = 0.0; ///< NaN when count is 0, as the three below
    double deviation = 0.0; ///< population
    double low = 0.0;
    double high = 0.0;
};

/// Value of a cell that is shown and defined; NaN otherwise.
double shownValue(const HeatmapFigure& figure, const CellItem& cell);

/// A cell: value, interval, shuffled baseline, ranks in row and column (1 = highest of the shown,
/// defined cells), n, estimator, unit. A layer, neuron or point: mean and best match of its row or
/// column in every panel.
ItemFacts factsOf(const SelectionItem& item, const HeatmapFigure& figure);
/// Count, mean, sd and range of the cells of a set.
ItemFacts factsOfSet(const std::vector<SelectionItem>& set, const QString& name,
                     const HeatmapFigure& figure);
SetSummary summaryOf(const std::vector<SelectionItem>& set, const HeatmapFigure& figure);
/// "9 cells, mean 0.412"; empty for a set without cells.
QString summaryText(const std::vector<SelectionItem>& set, const HeatmapFigure& figure);

} // namespace neurograft
