// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"
#include "widgets/plots/heatmap_data.h"
#include "widgets/plots/neuron_map_view.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Data of a small-multiples figure: its panels in drawing order and what is printed around them.
struct HeatmapFigure : Figure {
    std::vector<HeatmapData> panels;
    QString teacherName; ///< "Llama-2-13b-chat", may be empty
    QString studentName;
    QString footer; ///< see footerLine()
    QString mask = QStringLiteral("none"); ///< that of all panels
    QString baseline; ///< HeatmapSelection::baseline
    std::vector<HeatmapCell> pairs; ///< marked in every panel: HeatmapSelection::pairs
    QString pairsName;
    /// Provenance: program, result file, its root attributes, study and data set paths in the
    /// store. Written into every figure.
    nlohmann::json manifest = nlohmann::json::object();

    QString kind() const override;
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    std::string csv() const override;
    QString tsv() const override;
    std::vector<Table> tables() const override;
    QString titleHint() const override;
    QString subject() const override;
    QStringList panelNames() const override;
    QString footerText() const override { return footer; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// The panel of a module, or null.
const HeatmapData* findPanel(const HeatmapFigure& figure, const QString& module);

/// Which part of a result file to draw.
struct HeatmapSelection {
    QStringList modules; ///< empty: all of the file, published order first (up, down, v, o)
    QString measure; ///< empty: the first of the file, cka preferred
    QString mask = QStringLiteral("none"); ///< none, upper, …, as layerMask() reads it
    /// Of similarity: a map the run made beside the pair's, one of baselineMaps(); empty: the
    /// pair's.
    QString baseline = {};
    /// Of parameters modules x layers, of spectra student x teacher layers, in the place of curves.
    bool isMap = false;
    /// Of neuron maps: the parts that are drawn, by panel name ("student/down_proj"); others whole.
    std::map<QString, NeuronView> views = {};
    int top = 0; ///< of tables: rows of each model; 0: the usual number
    std::optional<int> layer = {}; ///< of spectra: the student's; none: the middle one
    /// Of similarity maps: cells marked by a circle, the layer pairs a transfer used.
    std::vector<HeatmapCell> pairs = {};
    QString pairsName = {}; ///< whose they are: "seeking"
};

/// The similarity figure of a result file, partial ones too (cells not reached carry kNotComputed);
/// provenance filled in. More of a result's maps: result_heatmaps.h.
/// @throws StudyError when the file holds no such module or measure (naming what it holds),
/// FormatError for tables that do not fit each other, UsageError for the mask, StoreError as
/// readResult()
HeatmapFigure heatmapFigureFromResult(const std::filesystem::path& path,
                                      const HeatmapSelection& selection);

/// Replaces the mask of a map, or of every panel: view and figure switch masks without reading the
/// file again.
/// @throws UsageError for an unknown mask
void applyMask(HeatmapData& data, const QString& mask);
void applyMask(HeatmapFigure& figure, const QString& mask);

/// "linear CKA, unbiased | tokens, position 0 excluded | n = 4 096 | gsm_align | seed 42", ending
/// in what a reader must know of the run ("partial: 18 of 48 cells …", "self-check failed").
QString footerLine(const HeatmapData& data, const QString& dataName, std::int64_t seed);

/// Intervals and baselines a map has, by the suffix of their table in the result: "_low", "_high",
/// "_null95", "_null_mean", "_random_teacher", "_aligned_teacher". They live as long as @p data.
std::vector<std::pair<const char*, const std::vector<double>*>>
intervalColumns(const HeatmapData& data);

/// The numbers drawn, one line per cell:
/// module,measure,student_layer,teacher_layer,value,reason,visible (student_layer,student_layer_2
/// of a model beside itself); of a difference also a,b; then
/// low,high,null95,null_mean,random_teacher,aligned_teacher, as far as a panel has them, and pair,
/// 1 where a layer pair is marked. C locale, shortest round-trip.
std::string heatmapCsv(const HeatmapFigure& figure);
/// One panel as a tab-separated matrix with layer headings, for spreadsheets.
QString heatmapTsv(const HeatmapData& data);

} // namespace neurograft
