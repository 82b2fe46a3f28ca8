// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/site_scorer.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// A neuron of a family in a model.
struct LayerNeuron {
    std::int64_t layer = 0;
    std::int64_t neuron = 0;
};

/// Scores of one family over all layers of a model.
struct FamilyAttribution {
    ScoreFamily family = ScoreFamily::Ffn;
    std::int64_t width = 0; ///< neurons of a layer
    std::vector<float> scores; ///< [L, width], NaN where not evaluated
    std::vector<std::int32_t> sources; ///< [L, width] best source; empty unless told apart
    std::vector<std::int64_t> layers; ///< selected, ascending
    /// The selection, best first: one list per selected layer, or one list in all.
    std::vector<std::vector<LayerNeuron>> best;
    std::int64_t wanted = 0; ///< neurons of a selected layer
    std::int64_t evaluated = 0;
    bool isFull = false; ///< every neuron of every layer has a score
};

/// What attribution finds in one model.
struct ModelAttribution {
    std::vector<double> layerFfn; ///< [L] (attribution.md A1)
    std::vector<double> layerAttention; ///< [L]
    std::vector<double> heads; ///< [L,H] joint effect of a head's columns; with full scores only
    std::vector<FamilyAttribution> families; ///< ffn, attn, value
    std::int64_t rows = 0;
    std::int64_t skipped = 0;
};

/// How many neurons per layer are selected, and from which layers.
struct SelectionSizes {
    std::int64_t ffn = 0;
    std::int64_t attention = 0;
    std::int64_t value = 0;
    std::int64_t layers = 0; ///< the best by layer score; as many as the model has: all
    bool isGlobal = false; ///< wanted * layers neurons over all selected layers (K10)
    std::vector<std::int64_t> chosenLayers = {}; ///< these instead of the best, ascending

    std::int64_t of(ScoreFamily family) const
    {
        return family == ScoreFamily::Ffn      ? ffn
            : family == ScoreFamily::Attention ? attention
                                               : value;
    }
};

/// The @p count best layers, ascending (attribution.md 3.1, K8). @param laterFirst equal scores:
/// the larger layer first, as the official code has it
std::vector<std::int64_t> bestLayers(const std::vector<double>& scores, std::int64_t count,
                                     bool laterFirst);

/// The layers a selection is taken from, ascending.
std::vector<std::int64_t> selectedLayers(const std::vector<double>& scores,
                                         const SelectionSizes& sizes, bool laterFirst);

/// Fills @p family's selection from its scores, all of which are known: order (score descending,
/// layer, index).
void selectBest(FamilyAttribution& family, bool isGlobal);

/// A look at a running attribution: layer scores, and first-order scores until the exact ones are
/// there.
using AttributionPreview = std::function<void(const ModelAttribution&)>;

} // namespace neurograft
