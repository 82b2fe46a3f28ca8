// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/plots/neuron_map_image.h"

#include <algorithm>

namespace neurograft {

namespace {

std::vector<const NeuronMapData*> pointers(const NeuronFigure& figure)
{
    std::vector<const NeuronMapData*> maps;
    for (const auto& panel : figure.panels) {
        maps.push_back(panel.get());
    }
    return maps;
}

/// Families of the file, for messages: "ffn, attn".
std::string heldFamilies(const NeuronResult& result)
{
    QStringList words;
    for (const ScoredModel& model : result.models) {
        for (const auto& map : model.maps) {
            if (const QString word = neuronFamilyWord(map->family); !words.contains(word)) {
                words << word;
            }
        }
    }
    return words.isEmpty() ? "no neuron scores" : words.join(QStringLiteral(", ")).toStdString();
}

std::vector<NeuronFamily> familiesOf(const QStringList& modules)
{
    if (modules.isEmpty()) {
        return {NeuronFamily::Ffn, NeuronFamily::Attention};
    }
    std::vector<NeuronFamily> families;
    for (const QString& module : modules) {
        const auto family = neuronFamilyOf(module);
        if (!family) {
            throw UsageError("--modules", "down_proj, o_proj, v_proj or heads",
                             "'" + module.toStdString() + "'");
        }
        if (std::find(families.begin(), families.end(), *family) == families.end()) {
            families.push_back(*family);
        }
    }
    return families;
}

std::string tableText(const NeuronFigure& figure, char parting)
{
    const std::string part(1, parting);
    std::string text;
    for (const char* column : {"model", "layer", "module", "index", "score", "rank", "located"}) {
        text += (text.empty() ? std::string() : part) + column;
    }
    text += '\n';
    for (const auto& panel : figure.panels) {
        const NeuronMapData& data = *panel;
        const NeuronView view = neuronPanelView(figure, data);
        const std::string module = part + neuronModule(data.family).toStdString() + part;
        for (int layer = view.layerLow; layer < view.layerHigh; ++layer) {
            const std::string head =
                data.role.toStdString() + part + std::to_string(layer) + module;
            for (int index = view.indexLow; index < view.indexHigh; ++index) {
                const NeuronPlace place{layer, index};
                if (data.isEvaluated(place)) {
                    text += head + std::to_string(index) + part + scoreNumber(data.scoreOf(place))
                        + part + std::to_string(data.rankOf(place)) + part
                        + (data.isLocatedAt(place) ? '1' : '0') + '\n';
                }
            }
        }
    }
    return text;
}

/// The selection as a result file has it: [k, 2] of layer and index under a global budget, else the
/// layers and a row of indices for each.
void addSelection(std::vector<Table>& tables, const NeuronMapData& data)
{
    if (data.located.empty()) {
        return;
    }
    Table selection;
    selection.path = neuronSelectionPath(data);
    selection.attributes = {{"budget", std::string(data.isGlobalBudget ? "global" : "per-layer")}};
    if (data.rate) {
        selection.attributes["rate"] = *data.rate;
    }
    const auto count = static_cast<std::int64_t>(data.located.size());
    std::vector<std::int32_t> values;
    std::vector<std::int32_t> layers;
    for (const NeuronPlace& place : data.located) {
        if (data.isGlobalBudget) {
            values.push_back(place.layer);
        } else if (layers.empty() || layers.back() != place.layer) {
            layers.push_back(place.layer);
        }
        values.push_back(place.index);
    }
    const auto selected = static_cast<std::int64_t>(layers.size());
    if (data.isGlobalBudget) {
        selection.shape = {count, 2};
        selection.axes = {"place", "layer and index"};
    } else {
        selection.shape = {selected, count / selected};
        selection.axes = {"selected layer", "place"};
        Table layerTable = selection;
        layerTable.path += "_layers";
        layerTable.shape = {selected};
        layerTable.axes = {"selected layer"};
        layerTable.values = layers;
        tables.push_back(std::move(layerTable));
    }
    selection.values = values;
    tables.push_back(std::move(selection));
}

} // namespace

std::string neuronSelectionPath(const NeuronMapData& data)
{
    return "attribution/" + data.group.toStdString() + "/selection_"
        + neuronFamilyWord(data.family).toStdString();
}

NeuronView neuronPanelView(const NeuronFigure& figure, const NeuronMapData& data)
{
    const auto found = figure.views.find(neuronPanelName(data));
    return found != figure.views.end() ? found->second : fullNeuronView(data.layers, data.width);
}

QString neuronPanelName(const NeuronMapData& data)
{
    return data.role + u'/' + neuronModule(data.family);
}

QString neuronAxisTitle(const NeuronFigure& figure, bool isPooled)
{
    const auto heads =
        std::count_if(figure.panels.begin(), figure.panels.end(),
                      [](const auto& panel) { return panel->family == NeuronFamily::Head; });
    const QString what = heads == 0 ? QStringLiteral("neuron")
        : heads == static_cast<std::ptrdiff_t>(figure.panels.size())
        ? QStringLiteral("head")
        : QStringLiteral("neuron or head");
    return isPooled ? what + QStringLiteral(" (max per pixel)") : what;
}

std::vector<ColorRange> neuronPanelRanges(const NeuronFigure& figure, const FigureSpec& spec)
{
    const ColorSettings colors = spec.colors();
    const std::vector<const NeuronMapData*> all = pointers(figure);
    std::vector<ColorRange> ranges;
    for (const NeuronMapData* map : all) {
        ranges.push_back(spec.isLocked ? neuronColorRange(colors, all)
                                       : neuronColorRange(colors, {map}));
    }
    return ranges;
}

FigureScene NeuronFigure::draw(const FigureSpec& spec) const
{
    return neuronScene(*this, spec);
}

FigureRecipe NeuronFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    for (const auto& panel : panels) {
        if (const QString module = neuronModule(panel->family);
            !recipe.selection.modules.contains(module)) {
            recipe.selection.modules << module;
        }
    }
    recipe.selection.views = views;
    return recipe;
}

nlohmann::json NeuronFigure::provenance(const FigureSpec& spec) const
{
    nlohmann::json all = manifest;
    nlohmann::json tables = nlohmann::json::array();
    nlohmann::json ranges = nlohmann::json::object();
    const std::vector<ColorRange> used = neuronPanelRanges(*this, spec);
    for (std::size_t i = 0; i < panels.size(); ++i) {
        tables.push_back(neuronSourcePath(*panels[i]));
        ranges[neuronPanelName(*panels[i]).toStdString()] = {used[i].low, used[i].high};
    }
    all["tables"] = tables;
    all["color_range"] = ranges;
    return all;
}

std::string NeuronFigure::csv() const
{
    return tableText(*this, ',');
}

QString NeuronFigure::tsv() const
{
    return QString::fromStdString(tableText(*this, '\t'));
}

std::vector<Table> NeuronFigure::tables() const
{
    std::vector<Table> all;
    for (const auto& panel : panels) {
        Table scores;
        scores.path = neuronTablePath(*panel);
        scores.shape = {panel->layers, panel->width};
        scores.axes = {"layer", "neuron"};
        scores.unit = panel->unit.toStdString();
        scores.attributes = {{"score", panel->score.toStdString()}};
        scores.values = panel->scores;
        all.push_back(scores);
        addSelection(all, *panel);
    }
    return all;
}

std::optional<ColorMapId> NeuronFigure::colorMapHint() const
{
    return panels.empty() ? std::optional<ColorMapId>() : neuronColors(*panels.front()).map;
}

QString NeuronFigure::subject() const
{
    const bool hasTeacher = std::any_of(panels.begin(), panels.end(), [](const auto& panel) {
        return panel->role == QLatin1String("teacher");
    });
    const bool hasStudent = std::any_of(panels.begin(), panels.end(), [](const auto& panel) {
        return panel->role == QLatin1String("student");
    });
    return hasTeacher && hasStudent ? QStringLiteral("Neuron scores of teacher and student")
                                    : QStringLiteral("Neuron scores");
}

QStringList NeuronFigure::panelNames() const
{
    QStringList names;
    for (const auto& panel : panels) {
        names << neuronPanelName(*panel);
    }
    return names;
}

QString NeuronFigure::baseName() const
{
    return fileStem({kind(), studentName, teacherName});
}

NeuronFigure neuronFigureFromResult(const ResultFile& result, const std::string& fileName,
                                    const HeatmapSelection& selection)
{
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: neuron maps have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
    if (!selection.measure.isEmpty()) {
        throw UsageError("--measure", "nothing: neuron maps show the scores of the run",
                         "'" + selection.measure.toStdString() + "'");
    }
    const NeuronResult read = neuronResult(result, fileName);
    NeuronFigure figure;
    for (const NeuronFamily family : familiesOf(selection.modules)) {
        for (const ScoredModel& model : read.models) {
            if (const auto map = read.find(model.role, family)) {
                figure.panels.push_back(map);
            }
        }
    }
    if (figure.panels.empty()) {
        throw StudyError(fileName,
                         selection.modules.isEmpty()
                             ? "scores of neurons"
                             : selection.modules.join(QStringLiteral(", ")).toStdString(),
                         heldFamilies(read));
    }
    for (const auto& panel : figure.panels) {
        const auto wanted = selection.views.find(neuronPanelName(*panel));
        if (wanted == selection.views.end()) {
            continue;
        }
        const NeuronView& view = wanted->second;
        if (view.isEmpty() || view.layerLow < 0 || view.indexLow < 0
            || view.layerHigh > panel->layers || view.indexHigh > panel->width) {
            throw StudyError("/selection/views/" + wanted->first.toStdString(),
                             "a part of " + std::to_string(panel->layers) + " layers of "
                                 + std::to_string(panel->width) + " neurons",
                             "layers " + std::to_string(view.layerLow) + " to "
                                 + std::to_string(view.layerHigh) + ", neurons "
                                 + std::to_string(view.indexLow) + " to "
                                 + std::to_string(view.indexHigh));
        }
        figure.views[wanted->first] = view;
    }
    figure.teacherName = QString::fromStdString(result.manifest.teacher);
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.footer = read.footer;
    figure.manifest = read.manifest;
    return figure;
}

} // namespace neurograft
