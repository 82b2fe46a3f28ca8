// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_family.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// Sliding windows of a model (models.md 4.4): key j is visible to query i when i-W < j <= i.
struct AttentionWindow {
    std::int64_t size = 0; ///< W; 0 = no layer has one
    std::vector<bool> layers; ///< which layers have it; empty when none has

    bool isOn(std::int64_t layer) const
    {
        return size > 0 && layers[static_cast<std::size_t>(layer)];
    }
};

/// Reads `sliding_window`, `use_sliding_window`, `max_window_layers` and `layer_types` by the rule
/// of the family.
/// @throws FormatError naming the key when the keys contradict each other or the family
AttentionWindow readAttentionWindow(const JsonFields& config, const ModelFamily& family,
                                    std::int64_t layers);

} // namespace neurograft
