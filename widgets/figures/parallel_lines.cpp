// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/parallel_lines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace neurograft {

namespace {

constexpr double kParallelSpread = 0.08; ///< of an axis, that cells of one value take at most

} // namespace

double parallelPlace(const ParallelAxis& axis, double place)
{
    return axis.isMetric ? place : kParallelSpread / 2.0 + place * (1.0 - kParallelSpread);
}

std::vector<double> parallelPlaces(const ParallelFigure& figure, const ParallelAxis& axis)
{
    std::vector<double> at;
    for (const double place : axis.places) {
        at.push_back(parallelPlace(axis, place));
    }
    double band = kParallelSpread;
    for (std::size_t tick = 1; tick < axis.ticks.size(); ++tick) {
        band = std::min(band, (axis.ticks[tick].at - axis.ticks[tick - 1].at) / 2.0);
    }
    std::map<double, std::vector<std::size_t>> cells; // by their place
    for (const std::size_t cell : parallelOrder(figure)) {
        if (!axis.isMetric) {
            cells[axis.places[cell]].push_back(cell);
        }
    }
    for (const auto& [place, same] : cells) {
        const auto count = static_cast<double>(same.size());
        for (std::size_t i = 0; i < same.size(); ++i) {
            at[same[i]] += ((static_cast<double>(i) + 0.5) / count - 0.5) * band;
        }
    }
    return at;
}

std::vector<std::size_t> parallelOrder(const ParallelFigure& figure)
{
    std::vector<std::size_t> order(figure.colors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto rank = [&figure](std::size_t cell) {
        const double value = figure.colors[cell];
        return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    return order;
}

} // namespace neurograft
