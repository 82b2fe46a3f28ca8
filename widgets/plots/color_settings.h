// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <vector>

namespace neurograft {

/// How the ends of a colour scale are found.
enum class RangeMode {
    House, ///< ux.md 5.1: 0…1 for bounded measures, else smallest…largest rounded outwards
    Percentile, ///< of the shown values
    Symmetric, ///< ± the largest magnitude, rounded outwards
    Typed
};

/// Word of recipes: house, percentile, symmetric, typed.
QString rangeModeName(RangeMode mode);

/// What the colour editor decides. Screen and figures draw with the same settings.
struct ColorSettings {
    ColorMapId map = ColorMapId::Magma;
    RangeMode mode = RangeMode::House;
    double lowPercent = 2.0; ///< of RangeMode::Percentile, 0 ≤ low < high ≤ 100
    double highPercent = 98.0;
    ColorRange typed; ///< of RangeMode::Typed
    QRgb undefinedColor = ColorMap::undefinedColor();
    bool isHatched = true; ///< undefined cells

    bool operator==(const ColorSettings& other) const
    {
        return map == other.map && mode == other.mode && lowPercent == other.lowPercent
            && highPercent == other.highPercent && typed == other.typed
            && undefinedColor == other.undefinedColor && isHatched == other.isHatched;
    }
    bool operator!=(const ColorSettings& other) const { return !(*this == other); }
};

/// Settings of a difference A − B at first: vik, centred on 0.
ColorSettings differenceColors();

/// Range of a group of panels, from their shown and defined cells.
ColorRange colorRange(const ColorSettings& settings, const std::vector<const HeatmapData*>& panels);

/// Shown, defined values of a group of panels, ascending.
std::vector<double> shownValues(const std::vector<const HeatmapData*>& panels);
/// Value below which @p percent of the ascending values lie, linear between neighbours; NaN when
/// there are none.
double percentile(const std::vector<double>& ascending, double percent);

} // namespace neurograft
