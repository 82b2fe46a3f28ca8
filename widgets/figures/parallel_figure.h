// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/curve_ticks.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"
#include "widgets/figures/sweep_words.h"

#include <string>
#include <vector>

namespace neurograft {

/// One vertical axis of parallel coordinates; places from 0 (bottom) to 1 (top).
struct ParallelAxis {
    QString title;
    bool isMetric = false;
    std::vector<CurveTick> ticks;
    std::vector<double> places; ///< of each cell; NaN where it has none
};

/// A gathered sweep as parallel coordinates: one axis for each of its axes and chosen numbers, one
/// line for each cell, coloured by the first number; cells of one value lie side by side around it.
/// A line is broken where a number is undefined; a cell without the colouring number is grey and
/// dashed.
struct ParallelFigure : StoredFigure {
    SweepSelection selection; ///< metrics, every choice said
    std::vector<ParallelAxis> axes; ///< from left to right: those of the sweep, then numbers
    std::vector<double> colors; ///< the first number, by cell
    ColorRange range; ///< of the colour bar
    QString colorTitle;
    std::string numbers; ///< the CSV

    QString kind() const override { return QStringLiteral("parallel"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    std::string csv() const override { return numbers; }
    std::optional<ColorMapId> colorMapHint() const override { return ColorMapId::Viridis; }
    QString subject() const override;
    QStringList panelNames() const override { return {kind()}; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// @param wanted metrics: the numbers that have an axis; empty: the first three of mainMetrics()
/// @throws StudyError for a result that is no sweep and for a number it has not (naming those it
/// has), UsageError for parts of other figures
ParallelFigure parallelFigureFromResult(const ResultFile& result, const std::string& fileName,
                                        const HeatmapSelection& selection,
                                        const SweepSelection& wanted);

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene parallelScene(const ParallelFigure& figure, const FigureSpec& spec);

} // namespace neurograft
