// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/curve_grid.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"

#include <string>
#include <vector>

namespace neurograft {

/// Curves over the layers of what adapters did to the weights (kind "parameters"), or singular
/// values of weights and changes of one layer (kind "spectrum"); similarity.md section 7. Or how
/// much of what layers add is recomposed from word directions (kind "recomposition"),
/// transfer.md 7.
struct ParameterFigure : StoredFigure {
    QString figureKind;
    HeatmapSelection selection; ///< what is drawn, every choice said
    CurveGrid grid;
    std::string numbers; ///< the CSV
    QString whatIsShown; ///< subject
    QString modelName;

    QString kind() const override { return figureKind; }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    std::string csv() const override { return numbers; }
    QString subject() const override { return whatIsShown; }
    QStringList panelNames() const override;
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// Curves by layer, the published figure 4: without a measure one chart per adapter and module with
/// the cosines LoRA vs original and LoRA vs remaining; with one (`norm_ratio`, `effective_rank`,
/// `cosine_<other>`, … : any table [L] of `parameters/<adapter>/<module>/`) one chart per module
/// with a curve per adapter. The mean over the layers stands beside each title.
/// CSV: adapter,module,layer and a column per table.
/// @param selection modules, measure
/// @throws StudyError when the file holds no such tables (naming what it holds), FormatError for
/// tables of another shape, UsageError for parts or a mask
ParameterFigure parameterFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection);

/// Singular values on a logarithmic axis, one chart per module: of the student's weight, of the
/// teacher's in the depth-proportional layer, and of each adapter's change, as far as the file has
/// them (`spectra/<role>/<module>/values`, `parameters/<adapter>/<module>/spectrum`). Not
/// normalised. CSV: module,series,layer,index,value.
/// @param selection modules; layer of the student (the middle one)
/// @throws as parameterFigureFromResult(); UsageError for a layer the model has not
ParameterFigure spectrumFigureFromResult(const ResultFile& result, const std::string& fileName,
                                         const HeatmapSelection& selection);

/// Mean cosine of what each layer adds with its recomposition from word directions, by unembedding
/// and by embedding, one chart per model (SemAlign v1, arXiv:2510.24208, figure 2), of a run of
/// `transfer semalign` (`semalign/recomposition/<role>`). CSV:
/// model,layer,by_unembedding,by_embedding.
/// @throws StudyError when the file holds no such table, FormatError for one of another shape,
/// UsageError for a measure, modules, parts or a mask
ParameterFigure recompositionFigureFromResult(const ResultFile& result, const std::string& fileName,
                                              const HeatmapSelection& selection);

/// Parts all have: names, footer, provenance; refuses what neither can use.
ParameterFigure parameterFigureBase(const ResultFile& result, const std::string& fileName,
                                    const HeatmapSelection& selection);

/// Title of an axis, series or scale by the name of its table: "norm of change / norm of weight".
QString layerTableTitle(const QString& name);
/// Whether its values lie on both sides of 0: the cosines.
bool isSignedParameterTable(const QString& name);

/// A table [L] or [L, n] below `parameters/` or `spectra/`, by the parts of its path.
struct ParameterTable {
    QString group; ///< "parameters/pissa", "spectra/student"
    QString module;
    QString name; ///< "lora_vs_original", "values"
    const Table* table = nullptr;

    QString owner() const { return group.section(u'/', 1); } ///< "pissa", "student"
    std::int64_t layers() const { return table->shape[0]; }
    std::int64_t width() const { return table->shape.size() > 1 ? table->shape[1] : 1; }
};
/// Those of a result in order of adapters or roles, modules, names.
/// @throws FormatError for a table that is no table of doubles over layers
std::vector<ParameterTable> parameterTables(const ResultFile& result, const QString& folder);
/// Names of @p tables' modules in drawing order; those of @p wanted when it names any.
/// @throws StudyError for a module that is not there
QStringList drawnModules(const std::vector<ParameterTable>& tables, const QStringList& wanted);

} // namespace neurograft
