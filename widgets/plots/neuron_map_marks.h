// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/neuron_map_view.h"

#include <optional>
#include <vector>

namespace neurograft {

/// What a neuron map marks besides its frame.
struct NeuronMarks {
    std::vector<NeuronPlace> set; ///< the selected set: ticks above their layer
    bool isRestDimmed = false; ///< whether bins without a neuron of the set fade
    std::optional<NeuronPlace> pinned;
    std::optional<int> layer; ///< of a selected cell or layer

    bool operator==(const NeuronMarks& other) const
    {
        return set == other.set && isRestDimmed == other.isRestDimmed && pinned == other.pinned
            && layer == other.layer;
    }
    bool operator!=(const NeuronMarks& other) const { return !(*this == other); }
};

} // namespace neurograft
