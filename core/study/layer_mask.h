// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Masks of a [student layer, teacher layer] matrix (spec/similarity.md 6.3): which cells are
/// shown, row-major, 1 = shown.
///   none    every cell
///   upper   teacher layer >= student layer (the published figure)
///   lower   teacher layer <= student layer
///   band:N  at most N teacher layers away from depthProportionalLayer()
/// @throws UsageError for any other word
std::vector<std::uint8_t> layerMask(const std::string& mask, int studentLayers, int teacherLayers);

/// The teacher layer at the same relative depth: floor(i (L_t - 1) / max(1, L_s - 1) + 1/2),
/// spec/similarity.md 4 and D49.
int depthProportionalLayer(int studentLayer, int studentLayers, int teacherLayers);

/// Mean and population standard deviation over the defined cells (D48); NaN cells are left out and
/// counted.
struct GridStatistics {
    std::int64_t count = 0; ///< defined cells
    std::int64_t undefined = 0; ///< NaN cells
    double mean = 0.0; ///< NaN when count is 0, as the three below
    double deviation = 0.0;
    double low = 0.0;
    double high = 0.0;
    std::int64_t highestAt = -1; ///< offset of the first largest value, -1 when count is 0
    std::int64_t lowestAt = -1; ///< of the first smallest
};
/// @param visible empty (all cells), or as layerMask() gives it: cells with 0 are passed over
GridStatistics gridStatistics(const std::vector<double>& values,
                              const std::vector<std::uint8_t>& visible = {});

} // namespace neurograft
