// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_ranks.h"

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

struct NeuronMapRanksEntry {
    float score;
    std::int32_t layer;
    std::int32_t map; ///< of the list; feed-forward first
    std::int32_t index;
};

bool isBefore(const NeuronMapRanksEntry& a, const NeuronMapRanksEntry& b)
{
    if (a.score != b.score) {
        return a.score > b.score;
    }
    if (a.layer != b.layer) {
        return a.layer < b.layer;
    }
    return a.map != b.map ? a.map < b.map : a.index < b.index;
}

/// The largest score a neuron that was not evaluated can have; -infinity when all were.
float boundOf(const NeuronMapData& map)
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    std::vector<float> last(static_cast<std::size_t>(map.layers), kInfinity);
    float lastOfAll = kInfinity;
    for (const NeuronPlace& place : map.located) {
        float& lowest = last[static_cast<std::size_t>(place.layer)];
        lowest = std::min(lowest, map.scoreOf(place));
        lastOfAll = std::min(lastOfAll, lowest);
    }
    float bound = -kInfinity;
    for (int layer = 0; layer < map.layers; ++layer) {
        const auto begin = map.scores.begin() + static_cast<std::ptrdiff_t>(map.offset({layer, 0}));
        const bool isWhole =
            std::none_of(begin, begin + map.width, [](float score) { return std::isnan(score); });
        if (!isWhole) {
            bound = std::max(
                bound, map.isGlobalBudget ? lastOfAll : last[static_cast<std::size_t>(layer)]);
        }
    }
    return bound;
}

void rankTogether(std::vector<NeuronMapData*> maps)
{
    std::stable_sort(maps.begin(), maps.end(), [](const NeuronMapData* a, const NeuronMapData* b) {
        return a->family < b->family;
    });
    std::vector<NeuronMapRanksEntry> entries;
    float bound = -std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < maps.size(); ++i) {
        NeuronMapData& map = *maps[i];
        map.ranks.assign(map.size(), 0);
        for (std::size_t cell = 0; cell < map.size(); ++cell) {
            if (!std::isnan(map.scores[cell])) {
                const NeuronPlace place = map.placeOf(cell);
                entries.push_back(
                    {map.scores[cell], place.layer, static_cast<std::int32_t>(i), place.index});
            }
        }
        bound = std::max(bound, boundOf(map));
    }
    std::sort(entries.begin(), entries.end(), isBefore);
    std::int32_t rank = 0;
    std::int32_t certain = 0;
    for (const NeuronMapRanksEntry& entry : entries) {
        NeuronMapData& map = *maps[static_cast<std::size_t>(entry.map)];
        map.ranks[map.offset({entry.layer, entry.index})] = ++rank;
        if (entry.score > bound) {
            certain = rank;
        }
    }
    for (NeuronMapData* map : maps) {
        map->certainRanks = certain;
    }
}

} // namespace

void rankNeurons(const std::vector<NeuronMapData*>& maps)
{
    std::vector<NeuronMapData*> together;
    std::vector<NeuronMapData*> values;
    for (NeuronMapData* map : maps) {
        (map->family == NeuronFamily::Value ? values : together).push_back(map);
    }
    rankTogether(together);
    rankTogether(values);
}

} // namespace neurograft
