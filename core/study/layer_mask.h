// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Masks of a [student layer, teacher layer] matrix (spec/similarity.md 6.3): which cells are
/// shown, row-major, 1 = shown.
///   none    every cell
///   upper   teacher layer >= student layer (the published figure)
///   lower   teacher layer <= student layer
///   band:N  at most N teacher layers away from depthProportionalLayer()
///   custom:ROWS  chosen cells, rows as parseCustomMask() reads them ("custom:S0: 0-3, 5; S1: 2-");
///           layers that the matrix does not have are passed over
/// @throws UsageError for any other word
std::vector<std::uint8_t> layerMask(const std::string& mask, int studentLayers, int teacherLayers);

/// What a custom mask begins with.
constexpr std::string_view kCustomMask = "custom:";
bool isCustomMask(std::string_view mask);
/// A mask in few words, for titles and lists: "upper", "band:3", "custom".
std::string maskWord(const std::string& mask);

/// @throws UsageError for a word that is no mask, before sizes are known
void checkLayerMask(const std::string& mask);
/// Also when a custom mask names a layer that a model of this size does not have.
/// @throws UsageError
void checkLayerMask(const std::string& mask, int studentLayers, int teacherLayers);

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
