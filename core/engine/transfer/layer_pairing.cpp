// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/layer_pairing.h"

#include <algorithm>
#include <set>

namespace neurograft {

LayerMix mixedLayer(std::int64_t layer, std::int64_t teacherLayers, std::int64_t studentLayers)
{
    if (teacherLayers == 1) {
        return {0, 0, 0.0}; // there is no layer above
    }
    const std::int64_t scaled = teacherLayers * (layer + 1);
    const std::int64_t below =
        std::clamp<std::int64_t>(scaled / studentLayers, 1, teacherLayers - 1);
    const double weight = static_cast<double>(scaled) / static_cast<double>(studentLayers)
        - static_cast<double>(below);
    return {below - 1, below, std::clamp(weight, 0.0, 1.0)};
}

std::int64_t studentLayerFor(std::int64_t teacherLayer, std::int64_t teacherLayers,
                             std::int64_t studentLayers)
{
    for (std::int64_t k = 1; k <= studentLayers; ++k) {
        if (std::max<std::int64_t>(1, k * teacherLayers / studentLayers) >= teacherLayer + 1) {
            return k - 1;
        }
    }
    return studentLayers - 1;
}

std::vector<std::int64_t> studentLayersFor(const std::vector<std::int64_t>& teacherLayers,
                                           std::int64_t teacherCount, std::int64_t studentCount)
{
    std::set<std::int64_t> layers;
    for (const std::int64_t layer : teacherLayers) {
        layers.insert(studentLayerFor(layer, teacherCount, studentCount));
    }
    return {layers.begin(), layers.end()};
}

} // namespace neurograft
