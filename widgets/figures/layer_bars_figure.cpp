// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/layer_bars_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/neuron_bars.h"
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
    // The usual bars need no word.
    if (data.measure == BarMeasure::Best) {
        recipe.selection.measure = barMeasureWord(data.measure);
    }
    return recipe;
}

nlohmann::json LayerBarsFigure::provenance(const FigureSpec&) const
{
    nlohmann::json all = manifest;
    all["tables"] = drawnFrom;
    return all;
}

std::string LayerBarsFigure::csv() const
{
    return layerBarsCsv(data);
}

QString LayerBarsFigure::subject() const
{
    switch (data.measure) {
    case BarMeasure::Best:
        return QStringLiteral("Best neurons per layer");
    case BarMeasure::Sensitivity:
        return QStringLiteral("Sensitivity per layer");
    case BarMeasure::Increase:
        break;
    }
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
    return data.measure == BarMeasure::Increase
        ? fileStem({kind(), studentName, teacherName})
        : fileStem({kind(), barMeasureWord(data.measure), studentName, teacherName});
}

QString barMeasureWord(BarMeasure measure)
{
    switch (measure) {
    case BarMeasure::Best:
        return QStringLiteral("best");
    case BarMeasure::Sensitivity:
        return QStringLiteral("sensitivity");
    case BarMeasure::Increase:
        break;
    }
    return QStringLiteral("increase");
}

std::optional<BarMeasure> barMeasureFromWord(const QString& word)
{
    for (const BarMeasure measure :
         {BarMeasure::Increase, BarMeasure::Best, BarMeasure::Sensitivity}) {
        if (word == barMeasureWord(measure)) {
            return measure;
        }
    }
    return std::nullopt;
}

LayerBarsFigure layerBarsFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection)
{
    if (!selection.modules.isEmpty()) {
        throw UsageError("--modules", "nothing: layer bars show both outputs of a layer",
                         selection.modules.join(u',').toStdString());
    }
    if (!selection.views.empty()) {
        throw UsageError("/selection/views", "nothing: layer bars show all layers",
                         selection.views.begin()->first.toStdString());
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: layer bars have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
    const std::optional<BarMeasure> asked = barMeasureFromWord(selection.measure);
    if (!selection.measure.isEmpty() && !asked) {
        throw UsageError("--measure", "increase, best or sensitivity",
                         "'" + selection.measure.toStdString() + "'");
    }
    const NeuronResult read = neuronResult(result, fileName);
    LayerBarsFigure figure;
    figure.data = asked ? read.bars(*asked) : read.bars();
    if (figure.data.models.empty()) {
        throw StudyError(fileName,
                         asked && *asked != BarMeasure::Increase
                             ? "bars of " + selection.measure.toStdString()
                             : std::string("layer scores (layer_ffn, layer_attn)"),
                         heldGroups(result));
    }
    for (Table& table : barTables(figure.data)) {
        const Table* stored = result.find(table.path); // with all it says of itself
        figure.sources.push_back(stored != nullptr ? *stored : std::move(table));
        if (stored != nullptr) {
            figure.drawnFrom.push_back(stored->path);
        }
    }
    if (figure.data.measure == BarMeasure::Sensitivity) {
        figure.drawnFrom = {"sensitivity/layer"};
        figure.sources.push_back(*result.find("sensitivity/layer"));
    } else if (figure.data.measure == BarMeasure::Best) {
        for (const ScoredModel& model : read.models) {
            for (const auto& map : model.maps) {
                if (isListedFamily(map->family)) {
                    figure.drawnFrom.push_back(neuronSourcePath(*map));
                }
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
