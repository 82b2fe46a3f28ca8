// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/neuron_result.h"

#include <map>
#include <memory>
#include <vector>

namespace neurograft {

/// Neuron maps of a locate run as a figure (ux.md 5.1): neuron index on x, layer on y, each pixel
/// of 300 dpi the neuron of largest magnitude in it, located neurons as ticks under their layer.
struct NeuronFigure : Figure {
    /// In drawing order: by family, teacher before student.
    std::vector<std::shared_ptr<const NeuronMapData>> panels;
    /// Parts of maps that are drawn, by panel name; others are drawn whole.
    std::map<QString, NeuronView> views;
    QString teacherName;
    QString studentName;
    QString footer;
    nlohmann::json manifest = nlohmann::json::object();

    QString kind() const override { return QStringLiteral("neurons"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    nlohmann::json provenance(const FigureSpec& spec) const override;
    /// model,layer,module,index,score,rank,located: one line per neuron that is drawn and was
    /// evaluated.
    std::string csv() const override;
    QString tsv() const override;
    std::vector<Table> tables() const override;
    std::optional<ColorMapId> colorMapHint() const override;
    QString subject() const override;
    QStringList panelNames() const override; ///< "student/down_proj", …
    QString footerText() const override { return footer; }
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// The part of a panel that is drawn.
NeuronView neuronPanelView(const NeuronFigure& figure, const NeuronMapData& data);
/// Name of a panel: "student/down_proj".
QString neuronPanelName(const NeuronMapData& data);
/// Path of its selection in the result file: "attribution/student/selection_ffn".
std::string neuronSelectionPath(const NeuronMapData& data);
/// Title of the axis along a layer: "neuron (max per pixel)", "head", "neuron or head".
QString neuronAxisTitle(const NeuronFigure& figure, bool isPooled);
/// One range for all panels when locked or typed, else each panel's own.
std::vector<ColorRange> neuronPanelRanges(const NeuronFigure& figure, const FigureSpec& spec);

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene neuronScene(const NeuronFigure& figure, const FigureSpec& spec);

/// @param selection modules: families to draw, by any of their names, `heads` among them; empty:
/// feed-forward and attention neurons, as far as the run scored them. views: parts of maps
/// @throws StudyError when the file holds no scores of that family (naming what it holds) or a part
/// does not lie in its map, UsageError for a mask or a measure, and what neuronResult() throws
NeuronFigure neuronFigureFromResult(const ResultFile& result, const std::string& fileName,
                                    const HeatmapSelection& selection);

} // namespace neurograft
