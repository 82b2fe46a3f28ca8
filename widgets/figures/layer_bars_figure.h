// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"
#include "widgets/plots/layer_bars_data.h"

#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Bars per layer as a figure (ux.md 5.1, D4): increase of the feed-forward and attention output,
/// best neurons, or sensitivity. A panel per model, layers on x, bars from 0, one value axis. FFN
/// (or kept) dark and plain, attention (or not kept) light and hatched.
struct LayerBarsFigure : StoredFigure {
    LayerBarsData data;
    std::vector<std::string> drawnFrom; ///< paths of the tables in the run
    QString teacherName;
    QString studentName;

    QString kind() const override { return QStringLiteral("layers"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    std::string csv() const override; ///< see layerBarsCsv()
    QString subject() const override;
    QStringList panelNames() const override; ///< "teacher", "student", "model"
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene layerBarsScene(const LayerBarsFigure& figure, const FigureSpec& spec);

/// "increase", "best", "sensitivity": the measure of a selection.
QString barMeasureWord(BarMeasure measure);
std::optional<BarMeasure> barMeasureFromWord(const QString& word);

/// @param selection measure: what the bars say, empty: increase, of a sensitivity run its sums
/// @throws StudyError when the file holds no such bars (naming what it holds), UsageError for
/// modules, parts or a mask, which bars do not have, or an unknown measure, and what neuronResult()
/// throws
LayerBarsFigure layerBarsFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection);

} // namespace neurograft
