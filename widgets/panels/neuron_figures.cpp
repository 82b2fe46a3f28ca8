// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_figures.h"

#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/models/neuron_session.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QCoreApplication>

#include <algorithm>

namespace neurograft {

namespace {

struct NeuronFiguresTexts {
    Q_DECLARE_TR_FUNCTIONS(NeuronMaps)
};

constexpr Role kNeuronFiguresRoles[]{Role::Teacher, Role::Student};

/// Name of a panel in the figure: by the word of the result file, whatever slot the model is in.
QString panelName(const NeuronMapData& data)
{
    return data.group + u'/' + neuronModule(data.family);
}

/// Views of maps that are zoomed.
std::map<QString, NeuronView> shownParts(const NeuronMaps& maps)
{
    std::map<QString, NeuronView> views;
    for (const Role role : kNeuronFiguresRoles) {
        const NeuronMapPlot* map = maps.map(role);
        const auto data = map->data();
        if (data && map->view() != fullNeuronView(data->layers, data->width)) {
            views[panelName(*data)] = map->view();
        }
    }
    return views;
}

FigureRecipe recipeOf(const char* kind, const NeuronMaps& maps)
{
    FigureRecipe recipe;
    recipe.kind = QLatin1String(kind);
    recipe.spec.applyColors(maps.colors());
    recipe.spec.isLocked = maps.isLocked();
    return recipe;
}

} // namespace

std::vector<NamedRecipe> neuronRecipes(const NeuronMaps& maps, const NeuronSession& session)
{
    std::vector<NamedRecipe> recipes;
    if (session.result() == nullptr) {
        return recipes;
    }
    const bool hasMap =
        std::any_of(std::begin(kNeuronFiguresRoles), std::end(kNeuronFiguresRoles),
                    [&](Role role) { return session.map(role, maps.family()) != nullptr; });
    if (hasMap) {
        FigureRecipe whole = recipeOf("neurons", maps);
        whole.selection.modules = {neuronModule(maps.family())};
        FigureRecipe seen = whole;
        seen.selection.views = shownParts(maps);
        const bool isZoomed = !seen.selection.views.empty();
        if (isZoomed) {
            recipes.push_back({NeuronFiguresTexts::tr("Maps as seen"), seen});
        }
        recipes.push_back(
            {isZoomed ? NeuronFiguresTexts::tr("Whole maps") : NeuronFiguresTexts::tr("Maps"),
             whole});
    }
    const LayerBarsData& shown = maps.bars()->data();
    if (!shown.models.empty()) {
        FigureRecipe bars = recipeOf("layers", maps);
        if (shown.measure == BarMeasure::Best) {
            bars.selection.measure = barMeasureWord(shown.measure);
        }
        const bool isFirst = maps.bars()->hasFocus();
        recipes.insert(isFirst ? recipes.begin() : recipes.end(),
                       {NeuronFiguresTexts::tr("Layer bars"), bars});
    }
    if (hasMap) {
        recipes.push_back(
            {NeuronFiguresTexts::tr("Tokens of the best neurons"), recipeOf("tokens", maps)});
    }
    return recipes;
}

void applyNeuronRecipe(NeuronMaps& maps, const NeuronSession& session, const FigureRecipe& recipe)
{
    if (recipe.kind == QLatin1String("layers")) {
        maps.setBarMeasure(
            barMeasureFromWord(recipe.selection.measure).value_or(BarMeasure::Increase));
        return;
    }
    const auto family = recipe.selection.modules.isEmpty()
        ? std::optional(NeuronFamily::Ffn)
        : neuronFamilyOf(recipe.selection.modules.front());
    if (!family || recipe.kind != QLatin1String("neurons")) {
        return;
    }
    maps.setFamily(*family);
    maps.setColors(recipe.spec.colors());
    for (const Role role : kNeuronFiguresRoles) {
        const auto data = session.map(role, *family);
        if (!data) {
            continue;
        }
        const auto part = recipe.selection.views.find(panelName(*data));
        const bool isInside = part != recipe.selection.views.end() && !part->second.isEmpty()
            && part->second.layerHigh <= data->layers && part->second.indexHigh <= data->width;
        if (isInside) {
            maps.map(role)->setView(part->second);
        } else {
            maps.map(role)->resetView();
        }
    }
}

} // namespace neurograft
