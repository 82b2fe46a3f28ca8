// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/head_map.h"

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

/// Whether all columns of a head were evaluated.
bool isWhole(const NeuronMapData& attention, const NeuronPlace& head)
{
    const auto first = attention.scores.begin()
        + static_cast<std::ptrdiff_t>(
                           attention.offset({head.layer, head.index * attention.headSize}));
    return std::none_of(first, first + attention.headSize,
                        [](float score) { return std::isnan(score); });
}

} // namespace

std::shared_ptr<NeuronMapData> bestColumnHeads(const NeuronMapData& attention)
{
    if (attention.headSize <= 0 || attention.width % attention.headSize != 0) {
        return nullptr;
    }
    auto heads = std::make_shared<NeuronMapData>();
    heads->family = NeuronFamily::Head;
    heads->layers = attention.layers;
    heads->width = attention.width / attention.headSize;
    heads->role = attention.role;
    heads->group = attention.group;
    heads->modelName = attention.modelName;
    heads->score = attention.score;
    heads->unit = attention.unit;
    heads->isSigned = attention.isSigned;
    heads->headSize = attention.headSize;
    heads->isBestColumn = true;
    heads->scores.reserve(heads->size());
    for (std::size_t cell = 0; cell < heads->size(); ++cell) {
        const NeuronPlace head = heads->placeOf(cell);
        const NeuronPlace best = bestColumnOf(attention, attention.headSize, head);
        const bool isCertain = attention.isLocatedAt(best) || isWhole(attention, head);
        heads->scores.push_back(isCertain ? attention.scoreOf(best)
                                          : std::numeric_limits<float>::quiet_NaN());
    }
    return heads;
}

NeuronPlace bestColumnOf(const NeuronMapData& attention, int headSize, const NeuronPlace& head)
{
    NeuronPlace best{head.layer, head.index * headSize};
    for (int column = 1; column < headSize; ++column) {
        const NeuronPlace place{head.layer, head.index * headSize + column};
        if (attention.isEvaluated(place)
            && (!attention.isEvaluated(best)
                || attention.scoreOf(place) > attention.scoreOf(best))) {
            best = place;
        }
    }
    return best;
}

} // namespace neurograft
