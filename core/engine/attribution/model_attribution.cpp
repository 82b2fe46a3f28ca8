// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/model_attribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

std::vector<std::int64_t> bestLayers(const std::vector<double>& scores, std::int64_t count,
                                     bool laterFirst)
{
    std::vector<std::int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        const double scoreA = scores[static_cast<std::size_t>(a)];
        const double scoreB = scores[static_cast<std::size_t>(b)];
        if (std::isnan(scoreA) || std::isnan(scoreB)) {
            if (std::isnan(scoreA) != std::isnan(scoreB)) {
                return std::isnan(scoreA); // before every number, as the library sorts
            }
        } else if (scoreA != scoreB) {
            return scoreA > scoreB;
        }
        return laterFirst ? a > b : a < b;
    });
    order.resize(
        std::min(order.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, count))));
    std::sort(order.begin(), order.end());
    return order;
}

void selectBest(FamilyAttribution& family, bool isGlobal)
{
    family.best.clear();
    const auto scoreOf = [&family](const LayerNeuron& each) {
        return family.scores[static_cast<std::size_t>(each.layer * family.width + each.neuron)];
    };
    const auto keep = [&](std::vector<LayerNeuron> all, std::int64_t wanted) {
        std::stable_sort(all.begin(), all.end(), [&](const LayerNeuron& a, const LayerNeuron& b) {
            return scoreOf(a) > scoreOf(b);
        });
        all.resize(std::min(all.size(), static_cast<std::size_t>(wanted)));
        family.best.push_back(std::move(all));
    };
    std::vector<LayerNeuron> neurons;
    for (const std::int64_t layer : family.layers) {
        for (std::int64_t neuron = 0; neuron < family.width; ++neuron) {
            neurons.push_back({layer, neuron});
        }
        if (!isGlobal) {
            keep(std::move(neurons), family.wanted);
            neurons = {};
        }
    }
    if (isGlobal) {
        keep(std::move(neurons), family.wanted * static_cast<std::int64_t>(family.layers.size()));
    }
}

std::vector<std::int64_t> selectedLayers(const std::vector<double>& scores,
                                         const SelectionSizes& sizes, bool laterFirst)
{
    return sizes.chosenLayers.empty() ? bestLayers(scores, sizes.layers, laterFirst)
                                      : sizes.chosenLayers;
}

} // namespace neurograft
