// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_recipe.h"

#include <QString>

#include <vector>

namespace neurograft {

class NeuronMaps;
class NeuronSession;

/// A figure a view can be exported as.
struct NamedRecipe {
    QString title; ///< "Maps as seen"
    FigureRecipe recipe;
};

/// What workspace Neurons can be exported as, what is looked at first: the maps as they are seen
/// (family, zoom, colours), whole, the layer bars, and the table of tokens. While the bars have the
/// focus they come first. Kinds the result shown has nothing of are left out, but the table of
/// tokens, which only its file tells. Empty when nothing is shown.
std::vector<NamedRecipe> neuronRecipes(const NeuronMaps& maps, const NeuronSession& session);

/// Shows the family, zoom, colours and bars a neuron figure was drawn with.
/// @param recipe of kind neurons, layers or tokens, of the result shown
void applyNeuronRecipe(NeuronMaps& maps, const NeuronSession& session, const FigureRecipe& recipe);

} // namespace neurograft
