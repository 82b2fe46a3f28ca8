// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_data.h"
#include "widgets/plots/neuron_map_view.h"

#include <vector>

namespace neurograft {

/// Bin of a position when [low, high) is cut into @p bins bins, bins <= high - low: every position
/// lies in exactly one, and none is empty.
int binOf(int position, int low, int high, int bins);
/// First position of a bin; that of bin @p bins is high.
int binStart(int bin, int low, int high, int bins);

/// A part of a neuron map, reduced to so many columns and rows by taking the neuron with the
/// largest magnitude of each bin, sign kept (ux.md 4.2: never resized).
struct NeuronPool {
    NeuronView view; ///< what was pooled
    int columns = 0; ///< at most the neurons of the view
    int rows = 0; ///< at most its layers; row 0 holds the lowest layers
    /// Row-major: cell of the map (NeuronMapData::placeOf) that stands for the bin, the first of
    /// equal ones; -1 where no neuron of the bin was evaluated.
    std::vector<std::int64_t> winners;
    std::vector<std::uint8_t> located; ///< 1 where a located neuron lies in the bin

    std::size_t at(int row, int column) const
    {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns)
            + static_cast<std::size_t>(column);
    }
    int columnOf(int index) const { return binOf(index, view.indexLow, view.indexHigh, columns); }
    int rowOf(int layer) const { return binOf(layer, view.layerLow, view.layerHigh, rows); }
    /// Part of the map that a bin stands for.
    NeuronView binView(int row, int column) const;
    bool isSingle() const { return columns == view.neurons() && rows == view.layers(); }
};

/// @param view     inside the map
/// @param columns  bins along the neurons, at least 1; more than there are neurons count as many
/// @param rows     bins along the layers, in the same way
/// An empty map or view gives an empty pool.
NeuronPool maxPool(const NeuronMapData& data, const NeuronView& view, int columns, int rows);

/// The neurons of a part of the map: located ones first, then by magnitude, layer and index;
/// neurons that were not evaluated are left out. At most @p most.
std::vector<NeuronPlace> neuronsIn(const NeuronMapData& data, const NeuronView& view, int most);

} // namespace neurograft
