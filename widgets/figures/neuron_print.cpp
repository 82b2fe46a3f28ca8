// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_print.h"

#include "widgets/plots/neuron_map_image.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr QRgb kPaper = 0xffffffff;
constexpr double kPalestTick = 0.62; ///< grey of a single neuron where bins hold many

/// Located neurons of every bin, row-major.
std::vector<int> locatedCounts(const NeuronPool& pool, const NeuronMapData& data)
{
    std::vector<int> counts(pool.located.size(), 0);
    for (const NeuronPlace& place : data.located) {
        if (pool.view.contains(place)) {
            ++counts[pool.at(pool.rowOf(place.layer), pool.columnOf(place.index))];
        }
    }
    return counts;
}

int largest(const std::vector<int>& counts)
{
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

QRgb tickColor(int count, int most)
{
    if (count == 0) {
        return kPaper;
    }
    const double share = most > 1 ? static_cast<double>(count - 1) / (most - 1) : 1.0;
    const int level = static_cast<int>(std::lround(255.0 * kPalestTick * (1.0 - share)));
    return qRgb(level, level, level);
}

} // namespace

QImage printedNeurons(const NeuronPool& pool, const NeuronMapData& data, const ColorMap& map,
                      const ColorRange& range)
{
    const QImage cells = neuronImage(pool, data, map, range);
    const std::vector<int> counts = locatedCounts(pool, data);
    const int most = largest(counts);
    // Maps without located neurons have no row for ticks: all of it is colour.
    const int colored = most > 0 ? kPrintedRows - 1 : kPrintedRows;
    QImage image(pool.columns, pool.rows * kPrintedRows, QImage::Format_RGB32);
    for (int row = 0; row < pool.rows; ++row) {
        const int top = (pool.rows - 1 - row) * kPrintedRows;
        for (int column = 0; column < pool.columns; ++column) {
            const QRgb color = cells.pixel(column, pool.rows - 1 - row);
            for (int part = 0; part < colored; ++part) {
                image.setPixel(column, top + part, color);
            }
            if (colored < kPrintedRows) {
                image.setPixel(column, top + colored,
                               tickColor(counts[pool.at(row, column)], most));
            }
        }
    }
    return image;
}

bool hasSharedTicks(const NeuronPool& pool, const NeuronMapData& data)
{
    return largest(locatedCounts(pool, data)) > 1;
}

} // namespace neurograft
