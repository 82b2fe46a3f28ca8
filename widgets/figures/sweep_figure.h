// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"
#include "widgets/figures/sweep_content.h"

#include <string>
#include <vector>

namespace neurograft {

/// A number of a gathered sweep along one of its axes: means over the seeds as points on lines (an
/// axis of words has points alone), the sample deviation as bands, published numbers of the study
/// as hollow diamonds or dashed lines.
struct SweepFigure : StoredFigure {
    SweepSelection selection; ///< every choice said
    CurveGrid grid;
    std::string numbers; ///< the CSV

    QString kind() const override { return QStringLiteral("sweep"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    std::string csv() const override { return numbers; }
    QString subject() const override;
    QStringList panelNames() const override;
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// @throws what gatheredSweep() and sweepLayout() throw; UsageError for modules, a measure or a
/// mask, which sweeps do not have
SweepFigure sweepFigureFromResult(const ResultFile& result, const std::string& fileName,
                                  const HeatmapSelection& selection, const SweepSelection& wanted);

/// Refuses parts of other figures. @throws UsageError
void requireSweepAlone(const HeatmapSelection& selection);
/// "partial: 3 of 6 cells"; empty when all are finished.
QString unfinishedCells(const GatheredSweep& sweep);

} // namespace neurograft
