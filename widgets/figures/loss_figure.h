// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/curve_grid.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"
#include "widgets/plots/curve_data.h"

#include <string>
#include <vector>

namespace neurograft {

/// Training curves of a transfer as a figure (ux.md 5.1, E6): steps on x, series told by colour,
/// dash and mark, their names in a legend below the axes.
struct LossFigure : StoredFigure {
    CurveData data;
    QString measure; ///< first curve of the chart when it is not that of the losses
    QString method; ///< "Seeking"
    QString studentName;

    CurveGrid grid() const;
    QString kind() const override { return QStringLiteral("loss"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    std::string csv() const override { return curvesCsv(data); }
    QString subject() const override;
    QStringList panelNames() const override { return {kind()}; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// @param selection measure: a curve of the chart wanted ("learning_rate"); empty: the losses
/// @throws StudyError when the file holds no such curve (naming what it holds), UsageError for
/// modules, parts or a mask, which curves do not have
LossFigure lossFigureFromResult(const ResultFile& result, const std::string& fileName,
                                const HeatmapSelection& selection);

} // namespace neurograft
