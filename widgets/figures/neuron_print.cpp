// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_print.h"

#include "widgets/figures/page_colors.h"
#include "widgets/plots/neuron_map_image.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

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
                      const ColorRange& range, const QSize& pixels)
{
    const QImage cells = neuronImage(pool, data, map, range);
    const std::vector<int> counts = locatedCounts(pool, data);
    const int most = largest(counts);
    const int ticks = most > 0 ? pixels.height() / (pool.rows * kPrintedRows) : 0;
    QImage image(pixels, QImage::Format_RGB32);
    for (int row = 0; row < pool.rows; ++row) {
        const int bottom = pixels.height() - binStart(row, 0, pixels.height(), pool.rows);
        const int top = pixels.height() - binStart(row + 1, 0, pixels.height(), pool.rows);
        for (int x = 0; x < pixels.width(); ++x) {
            const int column = binOf(x, 0, pixels.width(), pool.columns);
            const QRgb color = cells.pixel(column, pool.rows - 1 - row);
            for (int y = top; y < bottom - ticks; ++y) {
                image.setPixel(x, y, color);
            }
            const QRgb tick = tickColor(counts[pool.at(row, column)], most);
            for (int y = bottom - ticks; y < bottom; ++y) {
                image.setPixel(x, y, tick);
            }
        }
    }
    return image;
}

int mostLocated(const NeuronPool& pool, const NeuronMapData& data)
{
    return largest(locatedCounts(pool, data));
}

} // namespace neurograft
