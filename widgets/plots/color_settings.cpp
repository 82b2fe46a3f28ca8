// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_settings.h"

#include "widgets/plots/color_range.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

QString rangeModeName(RangeMode mode)
{
    switch (mode) {
    case RangeMode::Percentile:
        return QStringLiteral("percentile");
    case RangeMode::Symmetric:
        return QStringLiteral("symmetric");
    case RangeMode::Typed:
        return QStringLiteral("typed");
    case RangeMode::House:
        break;
    }
    return QStringLiteral("house");
}

ColorSettings differenceColors()
{
    ColorSettings settings;
    settings.map = ColorMapId::Vik;
    return settings;
}

std::vector<double> shownValues(const std::vector<const HeatmapData*>& panels)
{
    std::vector<double> values;
    for (const HeatmapData* panel : panels) {
        for (int student = 0; student < panel->students; ++student) {
            for (int teacher = 0; teacher < panel->teachers; ++teacher) {
                const HeatmapCell cell{student, teacher};
                if (panel->isVisible(cell) && panel->isDefined(cell)) {
                    values.push_back(panel->value(cell));
                }
            }
        }
    }
    std::sort(values.begin(), values.end());
    return values;
}

double percentile(const std::vector<double>& ascending, double percent)
{
    if (ascending.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double place =
        std::clamp(percent, 0.0, 100.0) / 100.0 * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    const double share = place - static_cast<double>(below);
    return ascending[below] + share * (ascending[above] - ascending[below]);
}

ColorRange colorRange(const ColorSettings& settings, const std::vector<const HeatmapData*>& panels)
{
    const bool isDiverging = ColorMap::of(settings.map).isDiverging();
    switch (settings.mode) {
    case RangeMode::Typed:
        return settings.typed;
    case RangeMode::Percentile: {
        const std::vector<double> values = shownValues(panels);
        const double low = percentile(values, settings.lowPercent);
        const double high = percentile(values, settings.highPercent);
        if (low < high) {
            return {low, high};
        }
        break; // nothing shown, or all values equal
    }
    case RangeMode::Symmetric:
        return lockedRange(panels, true);
    case RangeMode::House:
        break;
    }
    return lockedRange(panels, isDiverging);
}

} // namespace neurograft
