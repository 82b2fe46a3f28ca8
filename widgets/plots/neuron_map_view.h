// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_data.h"

#include <QRectF>

#include <functional>
#include <vector>

namespace neurograft {

/// Part of a neuron map that is looked at: whole layers and neurons, [low, high).
struct NeuronView {
    int layerLow = 0;
    int layerHigh = 0;
    int indexLow = 0;
    int indexHigh = 0;

    int layers() const { return layerHigh - layerLow; }
    int neurons() const { return indexHigh - indexLow; }
    bool isEmpty() const { return layers() <= 0 || neurons() <= 0; }
    bool contains(const NeuronPlace& place) const
    {
        return place.layer >= layerLow && place.layer < layerHigh && place.index >= indexLow
            && place.index < indexHigh;
    }
    bool operator==(const NeuronView& other) const
    {
        return layerLow == other.layerLow && layerHigh == other.layerHigh
            && indexLow == other.indexLow && indexHigh == other.indexHigh;
    }
    bool operator!=(const NeuronView& other) const { return !(*this == other); }
};

NeuronView fullNeuronView(int layers, int width);
/// The neurons of @p view scaled by 1 / @p factor around one of them, at least one neuron, kept
/// inside a layer of @p width; a factor above 1 takes at least one neuron away while there are
/// several, one below 1 adds at least one.
NeuronView zoomedNeurons(const NeuronView& view, double factor, double aroundIndex, int width);
/// The same for its layers, out of @p layers.
NeuronView zoomedLayers(const NeuronView& view, double factor, double aroundLayer, int layers);
/// @p view moved by so many layers and neurons, kept inside the map.
NeuronView pannedNeurons(const NeuronView& view, int byLayers, int byNeurons, int layers,
                         int width);
/// The smallest view both corners lie in.
NeuronView viewBetween(const NeuronPlace& a, const NeuronPlace& b);

/// Where a map lies: @p view fills @p map, neuron 0 at the left, layer 0 at the bottom.
struct NeuronGeometry {
    QRectF map;
    NeuronView view;

    double neuronWidth() const { return view.neurons() > 0 ? map.width() / view.neurons() : 0.0; }
    double layerHeight() const { return view.layers() > 0 ? map.height() / view.layers() : 0.0; }
    /// The neuron under a position, or the nearest one of the view.
    NeuronPlace nearest(const QPointF& position) const;
    /// Area of a part of the map, not clipped.
    QRectF rectOf(const NeuronView& part) const;
};

/// Round numbers of neurons on [low, high) whose labels do not touch: multiples of the smallest
/// 1-2-5 step.
/// @param neuronWidth  size of one neuron along the axis
/// @param extent       size of a label along the axis
std::vector<int> neuronTicks(int low, int high, double neuronWidth,
                             const std::function<double(int)>& extent, double gap);

} // namespace neurograft
