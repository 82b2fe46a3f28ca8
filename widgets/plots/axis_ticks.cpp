// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/axis_ticks.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

bool touch(int left, int right, double cellSize, const std::function<double(int)>& extent,
           double gap)
{
    return (right - left) * cellSize < (extent(left) + extent(right)) / 2.0 + gap;
}

/// Ticks of one k, the last layer always among them.
std::vector<int> ticksOfStep(int count, int step, double cellSize,
                             const std::function<double(int)>& extent, double gap)
{
    std::vector<int> ticks;
    for (int layer = 0; layer < count; layer += step) {
        ticks.push_back(layer);
    }
    const int last = count - 1;
    if (ticks.back() != last) {
        if (ticks.size() > 1 && touch(ticks.back(), last, cellSize, extent, gap)) {
            ticks.pop_back();
        }
        ticks.push_back(last);
    }
    return ticks;
}

} // namespace

std::vector<int> layerTicks(int count, double cellSize, const std::function<double(int)>& extent,
                            double gap)
{
    if (count <= 0 || !(cellSize > 0.0)) {
        return {};
    }
    static constexpr int kSteps[]{1, 2, 4, 5, 8, 10};
    int step = 0;
    for (std::size_t i = 0;; ++i) {
        step = i < std::size(kSteps) ? kSteps[i] : step * 2;
        if (step >= count) {
            break;
        }
        std::vector<int> ticks = ticksOfStep(count, step, cellSize, extent, gap);
        const auto clash = std::adjacent_find(ticks.begin(), ticks.end(), [&](int left, int right) {
            return touch(left, right, cellSize, extent, gap);
        });
        if (clash == ticks.end()) {
            return ticks;
        }
    }
    if (count == 1 || touch(0, count - 1, cellSize, extent, gap)) {
        return {0};
    }
    return {0, count - 1};
}

std::vector<double> valueTicks(const ColorRange& range, int most)
{
    const double span = range.high - range.low;
    if (!(span > 0.0) || !std::isfinite(span) || most < 2) {
        return {};
    }
    static constexpr double kFactors[]{1.0, 2.0, 5.0};
    const double tolerance = span * 1e-9;
    const int firstDecade = static_cast<int>(std::floor(std::log10(span))) - 2;
    for (int decade = firstDecade;; ++decade) {
        for (const double factor : kFactors) {
            // Whole multiples divided, so that 0.3 is 3/10 and not 3 * 0.1.
            const double power = std::pow(10.0, std::abs(decade));
            const auto tickAt = [&](double k) {
                return decade < 0 ? k * factor / power : k * factor * power;
            };
            const double first = std::ceil((range.low - tolerance) / tickAt(1.0));
            const double last = std::floor((range.high + tolerance) / tickAt(1.0));
            if (last - first + 1.0 > most) {
                continue;
            }
            std::vector<double> ticks;
            const auto count = static_cast<int>(last - first) + 1;
            for (int i = 0; i < count; ++i) {
                const double k = first + i;
                ticks.push_back(k == 0.0 ? 0.0 : tickAt(k));
            }
            return ticks;
        }
    }
}

int tickDecimals(const std::vector<double>& ticks)
{
    for (int decimals = 0; decimals < 12; ++decimals) {
        const double scale = std::pow(10.0, decimals);
        const bool areWhole = std::all_of(ticks.begin(), ticks.end(), [&](double tick) {
            const double scaled = tick * scale;
            return std::abs(scaled - std::round(scaled)) < 1e-6;
        });
        if (areWhole) {
            return decimals;
        }
    }
    return 12;
}

} // namespace neurograft
