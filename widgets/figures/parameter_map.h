// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/heatmap_figure.h"

#include <string>
#include <vector>

namespace neurograft {

/// Maps of a result of `parameters` (similarity.md section 7): modules × layers of what an adapter
/// did, or student × teacher layers of how far their spectra lie apart.
struct ParameterMapFigure : HeatmapFigure {
    QString figureKind; ///< "parameters", "spectrum"
    HeatmapSelection selection; ///< what is drawn, every choice said
    std::string numbers; ///< the CSV
    QString whatIsShown; ///< subject

    QString kind() const override { return figureKind; }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    std::string csv() const override { return numbers; }
    /// Vik where values have signs: cosines.
    std::optional<ColorMapId> colorMapHint() const override;
    QString subject() const override { return whatIsShown; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// A map per adapter and table, rows the modules with the first on top, columns the layers;
/// undefined where the adapter changes nothing.
/// @param sources tables parameters/<adapter>/<module>/<name> [layers] of one size
std::vector<HeatmapData> parameterMaps(const std::vector<Table>& sources,
                                       const QStringList& modules);
/// Wasserstein-1 distances between the normalised log spectra of the student's and the teacher's
/// layers (similarity.md 7.3), a map per module; none where the run made none.
/// @throws FormatError for tables that are no matrices
std::vector<HeatmapData> spectrumDistances(const ResultFile& result);

/// Modules × layers: without a measure both cosines of each adapter, else the one table; the
/// numbers, their CSV and the refusals are those of parameterFigureFromResult().
ParameterMapFigure parameterMapFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection);

/// Student × teacher layers of spectrumDistances(). CSV: heatmapCsv().
/// @throws StudyError when the run had no teacher or no spectra, or for a module that is not there;
/// UsageError for a measure, a layer or a mask
ParameterMapFigure spectrumDistanceFromResult(const ResultFile& result, const std::string& fileName,
                                              const HeatmapSelection& selection);

} // namespace neurograft
