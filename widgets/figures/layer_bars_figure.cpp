// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/layer_bars_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/neuron_result.h"
#include "widgets/figures/run_provenance.h"

#include <algorithm>

namespace neurograft {

FigureScene LayerBarsFigure::draw(const FigureSpec& spec) const
{
    return layerBarsScene(*this, spec);
}

FigureRecipe LayerBarsFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    return recipe;
}

nlohmann::json LayerBarsFigure::provenance(const FigureSpec&) const
{
    nlohmann::json all = manifest;
    nlohmann::json tables = nlohmann::json::array();
    for (const Table& table : sources) {
        tables.push_back(table.path);
    }
    all["tables"] = tables;
    return all;
}

std::string LayerBarsFigure::csv() const
{
    return layerBarsCsv(data);
}

QString LayerBarsFigure::tsv() const
{
    return QString::fromStdString(csv()).replace(u',', u'\t');
}

QString LayerBarsFigure::subject() const
{
    return QStringLiteral("Increase of the answer's log-probability per layer");
}

QStringList LayerBarsFigure::panelNames() const
{
    QStringList names;
    for (const LayerBarsModel& model : data.models) {
        names << model.role;
    }
    return names;
}

QString LayerBarsFigure::baseName() const
{
    return fileStem({kind(), studentName, teacherName});
}

LayerBarsFigure layerBarsFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection)
{
    if (!selection.modules.isEmpty()) {
        throw UsageError("--modules", "nothing: layer bars show both outputs of a layer",
                         selection.modules.join(u',').toStdString());
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: layer bars have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
    const NeuronResult read = neuronResult(result, fileName);
    LayerBarsFigure figure;
    figure.data = read.bars();
    if (figure.data.models.empty()) {
        throw StudyError(fileName, "layer scores (layer_ffn, layer_attn)", heldGroups(result));
    }
    for (const LayerBarsModel& model : figure.data.models) {
        for (const char* name : {"/layer_ffn", "/layer_attn"}) {
            const Table* table = result.find("attribution/" + model.role.toStdString() + name);
            if (table != nullptr) {
                figure.sources.push_back(*table);
            }
        }
    }
    figure.teacherName = QString::fromStdString(result.manifest.teacher);
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.footer = read.footer;
    figure.manifest = read.manifest;
    return figure;
}

} // namespace neurograft
