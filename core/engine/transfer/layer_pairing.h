// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Where between the teacher's layers a layer of the student lies: (1 - weight) of @p lower and
/// weight of @p upper. Layers from 0.
struct LayerMix {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
    double weight = 0.0; ///< of the upper one
};

/// SemAlign's interpolation (transfer.md 7.1, there from 1): u = L_t k / L_s, a = clamp(floor(u),
/// 1, L_t - 1), b = a + 1, weight clip(u - a, 0, 1) of b. Whole numbers pair two layers.
/// @param layer of the student, from 0; @pre both counts at least 1
LayerMix mixedLayer(std::int64_t layer, std::int64_t teacherLayers, std::int64_t studentLayers);

/// The student's layer for a critical one of the teacher: the smallest k whose pair
/// max(1, floor(k L_t / L_s)) is not below it, else the last. Both from 0.
std::int64_t studentLayerFor(std::int64_t teacherLayer, std::int64_t teacherLayers,
                             std::int64_t studentLayers);

/// The student's layers for the teacher's critical ones, ascending, each once.
std::vector<std::int64_t> studentLayersFor(const std::vector<std::int64_t>& teacherLayers,
                                           std::int64_t teacherCount, std::int64_t studentCount);

} // namespace neurograft
