// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_image.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace neurograft {

namespace {

constexpr int kLargestTick = 5;

std::vector<float> evaluatedScores(const std::vector<const NeuronMapData*>& maps)
{
    std::vector<float> scores;
    for (const NeuronMapData* map : maps) {
        std::copy_if(map->scores.begin(), map->scores.end(), std::back_inserter(scores),
                     [](float score) { return !std::isnan(score); });
    }
    return scores;
}

/// Score below which @p percent of them lie; the order of @p scores is lost.
double percentileOf(std::vector<float>& scores, double percent)
{
    const double place =
        std::clamp(percent, 0.0, 100.0) / 100.0 * static_cast<double>(scores.size() - 1);
    const auto nth = scores.begin() + static_cast<std::ptrdiff_t>(std::lround(place));
    std::nth_element(scores.begin(), nth, scores.end());
    return static_cast<double>(*nth);
}

/// From the smallest and largest score that are to be told apart.
ColorRange rangeBetween(double low, double high, bool isDiverging)
{
    const double magnitude = twoDigitsUp(std::max(std::abs(low), std::abs(high)));
    if (magnitude == 0.0) {
        return isDiverging ? ColorRange{-1.0, 1.0} : ColorRange{0.0, 1.0};
    }
    if (isDiverging) {
        return {-magnitude, magnitude};
    }
    const double from = low >= 0.0 ? 0.0 : -twoDigitsUp(-low);
    const double to = high > 0.0 ? twoDigitsUp(high) : 0.0;
    return {from, to};
}

} // namespace

double twoDigitsUp(double magnitude)
{
    if (!(magnitude > 0.0) || !std::isfinite(magnitude)) {
        return 0.0;
    }
    const int decade = static_cast<int>(std::floor(std::log10(magnitude))) - 1;
    const double power = std::pow(10.0, std::abs(decade));
    // What the rounding of a float alone makes too large is not a digit more.
    const double digits =
        std::ceil((decade < 0 ? magnitude * power : magnitude / power) * (1.0 - 1e-6));
    return decade < 0 ? digits / power : digits * power;
}

ColorSettings neuronColors(const NeuronMapData& data)
{
    return data.isSigned ? differenceColors() : ColorSettings();
}

ColorRange neuronColorRange(const ColorSettings& settings,
                            const std::vector<const NeuronMapData*>& maps)
{
    if (settings.mode == RangeMode::Typed) {
        return settings.typed;
    }
    const bool isDiverging =
        ColorMap::of(settings.map).isDiverging() || settings.mode == RangeMode::Symmetric;
    if (settings.mode == RangeMode::Percentile) {
        std::vector<float> scores = evaluatedScores(maps);
        if (!scores.empty()) {
            const double low = percentileOf(scores, settings.lowPercent);
            const double high = percentileOf(scores, settings.highPercent);
            if (low < high) {
                return rangeBetween(low, high, isDiverging);
            }
        }
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const NeuronMapData* map : maps) {
        const NeuronStatistics statistics = neuronStatistics(*map);
        if (statistics.evaluated > 0) {
            low = std::min(low, statistics.low);
            high = std::max(high, statistics.high);
        }
    }
    return low <= high ? rangeBetween(low, high, isDiverging) : rangeBetween(0.0, 0.0, isDiverging);
}

QImage neuronImage(const NeuronPool& pool, const NeuronMapData& data, const ColorMap& map,
                   const ColorRange& range)
{
    QImage image(pool.columns, pool.rows, QImage::Format_RGB32);
    for (int row = 0; row < pool.rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(pool.rows - 1 - row));
        for (int column = 0; column < pool.columns; ++column) {
            const std::int64_t winner = pool.winners[pool.at(row, column)];
            line[column] = winner < 0
                ? ColorMap::pendingColor()
                : map.color(static_cast<double>(data.scores[static_cast<std::size_t>(winner)]),
                            range);
        }
    }
    return image;
}

int locatedTickHeight(int height)
{
    return height < 2 ? 0 : std::clamp(height / 4, 1, kLargestTick);
}

} // namespace neurograft
