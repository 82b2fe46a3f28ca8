// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_pool.h"

#include <algorithm>

namespace neurograft {

int binOf(int position, int low, int high, int bins)
{
    return static_cast<int>(static_cast<std::int64_t>(position - low) * bins / (high - low));
}

int binStart(int bin, int low, int high, int bins)
{
    const std::int64_t span = high - low;
    return low + static_cast<int>((bin * span + bins - 1) / bins);
}

NeuronView NeuronPool::binView(int row, int column) const
{
    return {binStart(row, view.layerLow, view.layerHigh, rows),
            binStart(row + 1, view.layerLow, view.layerHigh, rows),
            binStart(column, view.indexLow, view.indexHigh, columns),
            binStart(column + 1, view.indexLow, view.indexHigh, columns)};
}

NeuronPool maxPool(const NeuronMapData& data, const NeuronView& view, int columns, int rows)
{
    NeuronPool pool;
    pool.view = view;
    if (view.isEmpty() || columns < 1 || rows < 1) {
        return pool;
    }
    pool.columns = std::min(columns, view.neurons());
    pool.rows = std::min(rows, view.layers());
    const std::size_t bins =
        static_cast<std::size_t>(pool.columns) * static_cast<std::size_t>(pool.rows);
    pool.winners.assign(bins, -1);
    pool.located.assign(bins, 0);
    std::vector<float> largest(bins, -1.0F);
    for (int layer = view.layerLow; layer < view.layerHigh; ++layer) {
        const std::size_t row = pool.at(pool.rowOf(layer), 0);
        const std::size_t begin = data.offset({layer, 0});
        for (int column = 0; column < pool.columns; ++column) {
            const std::size_t bin = row + static_cast<std::size_t>(column);
            const auto first = begin
                + static_cast<std::size_t>(
                                   binStart(column, view.indexLow, view.indexHigh, pool.columns));
            const auto last = begin
                + static_cast<std::size_t>(binStart(column + 1, view.indexLow, view.indexHigh,
                                                    pool.columns));
            float magnitude = largest[bin];
            std::int64_t winner = pool.winners[bin];
            for (std::size_t cell = first; cell < last; ++cell) {
                const float own = std::abs(data.scores[cell]);
                if (own > magnitude) { // never true for NaN
                    magnitude = own;
                    winner = static_cast<std::int64_t>(cell);
                }
            }
            largest[bin] = magnitude;
            pool.winners[bin] = winner;
        }
    }
    for (const NeuronPlace& place : data.located) {
        if (view.contains(place)) {
            pool.located[pool.at(pool.rowOf(place.layer), pool.columnOf(place.index))] = 1;
        }
    }
    return pool;
}

std::vector<NeuronPlace> neuronsIn(const NeuronMapData& data, const NeuronView& view, int most)
{
    std::vector<NeuronPlace> places;
    for (int layer = view.layerLow; layer < view.layerHigh; ++layer) {
        for (int index = view.indexLow; index < view.indexHigh; ++index) {
            const NeuronPlace place{layer, index};
            if (data.isValid(place) && data.isEvaluated(place)) {
                places.push_back(place);
            }
        }
    }
    const auto isBefore = [&](const NeuronPlace& a, const NeuronPlace& b) {
        if (data.isLocatedAt(a) != data.isLocatedAt(b)) {
            return data.isLocatedAt(a);
        }
        const float left = std::abs(data.scoreOf(a));
        const float right = std::abs(data.scoreOf(b));
        return left != right ? left > right : a < b;
    };
    const auto count = std::min(places.size(), static_cast<std::size_t>(std::max(0, most)));
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(places.begin(), end, places.end(), isBefore);
    places.resize(count);
    return places;
}

} // namespace neurograft
