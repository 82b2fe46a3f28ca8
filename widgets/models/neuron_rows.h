// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"
#include "widgets/plots/neuron_map_data.h"

#include <memory>
#include <vector>

namespace neurograft {

/// All neurons of several maps as one list: the maps in the order given, each by layer and index.
/// Rows count from 0. Nothing is copied and nothing is made of a row; safe to read on any thread.
class NeuronRows {
public:
    NeuronRows() = default;
    /// @param maps none of them null; at most 2^31 - 1 neurons together
    explicit NeuronRows(std::vector<std::shared_ptr<const NeuronMapData>> maps);

    int count() const { return m_starts.back(); }
    const std::vector<std::shared_ptr<const NeuronMapData>>& maps() const { return m_maps; }
    /// First row of a map; of one past the last map: count().
    int start(int map) const { return m_starts[static_cast<std::size_t>(map)]; }
    int mapOf(int row) const; ///< place in maps()
    const NeuronMapData& data(int row) const
    {
        return *m_maps[static_cast<std::size_t>(mapOf(row))];
    }
    NeuronPlace place(int row) const;
    float score(int row) const;

    /// The row as it is selected: role, layer, module, index.
    NeuronItem item(int row) const;
    /// -1 when no map has it; up_proj and gate_proj mean the neuron of down_proj.
    int rowOf(const NeuronItem& item) const;

private:
    std::vector<std::shared_ptr<const NeuronMapData>> m_maps;
    std::vector<int> m_starts{0};
};

} // namespace neurograft
