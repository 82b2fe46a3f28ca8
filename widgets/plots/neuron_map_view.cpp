// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_view.h"

#include <algorithm>

namespace neurograft {

namespace {

/// [low, high) out of [0, count) scaled by 1 / factor, its point @p around staying where it is.
void scale(int& low, int& high, double factor, double around, int count)
{
    const int span = high - low;
    int wanted = static_cast<int>(std::lround(span / factor));
    if (factor > 1.0) {
        wanted = std::min(wanted, span - 1);
    } else if (factor < 1.0) {
        wanted = std::max(wanted, span + 1);
    }
    wanted = std::clamp(wanted, 1, std::max(1, count));
    const double share = span > 0 ? std::clamp((around - low) / span, 0.0, 1.0) : 0.5;
    const double first = around - share * wanted;
    low = std::clamp(static_cast<int>(std::lround(first)), 0, std::max(0, count - wanted));
    high = low + wanted;
}

} // namespace

NeuronView fullNeuronView(int layers, int width)
{
    return {0, layers, 0, width};
}

NeuronView zoomedNeurons(const NeuronView& view, double factor, double aroundIndex, int width)
{
    NeuronView result = view;
    scale(result.indexLow, result.indexHigh, factor, aroundIndex, width);
    return result;
}

NeuronView zoomedLayers(const NeuronView& view, double factor, double aroundLayer, int layers)
{
    NeuronView result = view;
    scale(result.layerLow, result.layerHigh, factor, aroundLayer, layers);
    return result;
}

NeuronView pannedNeurons(const NeuronView& view, int byLayers, int byNeurons, int layers, int width)
{
    const int layerLow =
        std::clamp(view.layerLow + byLayers, 0, std::max(0, layers - view.layers()));
    const int indexLow =
        std::clamp(view.indexLow + byNeurons, 0, std::max(0, width - view.neurons()));
    return {layerLow, layerLow + view.layers(), indexLow, indexLow + view.neurons()};
}

NeuronView viewBetween(const NeuronPlace& a, const NeuronPlace& b)
{
    return {std::min(a.layer, b.layer), std::max(a.layer, b.layer) + 1, std::min(a.index, b.index),
            std::max(a.index, b.index) + 1};
}

NeuronPlace NeuronGeometry::nearest(const QPointF& position) const
{
    const auto along = [](double share, int low, int high) {
        const int place = low + static_cast<int>(std::floor(share * (high - low)));
        return std::clamp(place, low, std::max(low, high - 1));
    };
    const double across = map.width() > 0.0 ? (position.x() - map.left()) / map.width() : 0.0;
    const double up = map.height() > 0.0 ? (map.bottom() - position.y()) / map.height() : 0.0;
    return {along(up, view.layerLow, view.layerHigh), along(across, view.indexLow, view.indexHigh)};
}

QRectF NeuronGeometry::rectOf(const NeuronView& part) const
{
    const double width = neuronWidth();
    const double height = layerHeight();
    return {map.left() + (part.indexLow - view.indexLow) * width,
            map.bottom() - (part.layerHigh - view.layerLow) * height, part.neurons() * width,
            part.layers() * height};
}

std::vector<int> neuronTicks(int low, int high, double neuronWidth,
                             const std::function<double(int)>& extent, double gap)
{
    if (high <= low || !(neuronWidth > 0.0)) {
        return {};
    }
    static constexpr int kFactors[]{1, 2, 5};
    const double widest = std::max(extent(low), extent(high - 1));
    std::int64_t power = 1;
    for (;; power *= 10) {
        for (const int factor : kFactors) {
            const std::int64_t step = power * factor;
            const bool isLast = step >= high;
            if (static_cast<double>(step) * neuronWidth < widest + gap && !isLast) {
                continue;
            }
            std::vector<int> ticks;
            for (std::int64_t tick = (low + step - 1) / step * step; tick < high; tick += step) {
                ticks.push_back(static_cast<int>(tick));
            }
            if (ticks.empty()) {
                ticks.push_back(low); // a part between two round numbers
            }
            return ticks;
        }
    }
}

} // namespace neurograft
