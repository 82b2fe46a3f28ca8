// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/figure.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/plots/layer_bars_data.h"

#include <nlohmann/json.hpp>

namespace neurograft {

/// Increase of the feed-forward and attention output per layer as a figure (ux.md 5.1, D4): a panel
/// per model, layers on x, two bars a layer from 0, one value axis. FFN dark and plain, attention
/// light and hatched.
struct LayerBarsFigure : Figure {
    LayerBarsData data;
    std::vector<Table> sources; ///< tables of the result the bars are drawn from
    QString teacherName;
    QString studentName;
    QString footer;
    nlohmann::json manifest = nlohmann::json::object();

    QString kind() const override { return QStringLiteral("layers"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    std::string csv() const override; ///< model,layer,ffn,attention
    QString tsv() const override;
    std::vector<Table> tables() const override { return sources; }
    QString subject() const override;
    QStringList panelNames() const override; ///< "teacher", "student", "model"
    QString footerText() const override { return footer; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene layerBarsScene(const LayerBarsFigure& figure, const FigureSpec& spec);

/// @throws StudyError when the file holds no layer scores (naming what it holds), UsageError for
/// modules or a mask, which bars do not have, and what neuronResult() throws
LayerBarsFigure layerBarsFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection);

} // namespace neurograft
