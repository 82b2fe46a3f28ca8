// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/window_search.h"

#include "core/run/error.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

namespace neurograft {

namespace {

/// Sums of the window's columns slide down by a row, and along each row the window's sum slides
/// across: every entry is read twice, whatever the window's size.
template <class T> Window slide(const at::Tensor& values, std::int64_t height, std::int64_t width)
{
    const std::int64_t rows = values.size(0);
    const std::int64_t columns = values.size(1);
    const T* data = values.const_data_ptr<T>();
    std::vector<double> sums(static_cast<std::size_t>(columns), 0.0); // of the window's rows
    for (std::int64_t row = 0; row < height; ++row) {
        const T* entering = data + row * columns;
        for (std::int64_t column = 0; column < columns; ++column) {
            sums[static_cast<std::size_t>(column)] += static_cast<double>(entering[column]);
        }
    }
    Window best{0, 0, -std::numeric_limits<double>::infinity()};
    for (std::int64_t row = 0; row + height <= rows; ++row) {
        if (row > 0) {
            const T* leaving = data + (row - 1) * columns;
            const T* entering = leaving + height * columns;
            for (std::int64_t column = 0; column < columns; ++column) {
                sums[static_cast<std::size_t>(column)] +=
                    static_cast<double>(entering[column]) - static_cast<double>(leaving[column]);
            }
        }
        double sum = std::accumulate(sums.begin(), sums.begin() + width, 0.0);
        for (std::int64_t column = 0;;) {
            if (sum > best.sum) { // the first of equal ones stays
                best = {row, column, sum};
            }
            if (column + width == columns) {
                break;
            }
            sum += sums[static_cast<std::size_t>(column + width)]
                - sums[static_cast<std::size_t>(column)];
            ++column;
        }
    }
    return best;
}

} // namespace

Window largestWindow(const at::Tensor& values, std::int64_t height, std::int64_t width)
{
    const std::int64_t rows = values.size(0);
    const std::int64_t columns = values.size(1);
    if (height < 1 || width < 1 || height > rows || width > columns) {
        throw ShapeError("largestWindow",
                         "a window inside " + std::to_string(rows) + " x "
                             + std::to_string(columns),
                         std::to_string(height) + " x " + std::to_string(width));
    }
    const at::ScalarType type = values.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor host = values.to(at::kCPU, type).contiguous();
    return type == at::kDouble ? slide<double>(host, height, width)
                               : slide<float>(host, height, width);
}

std::int64_t largestRun(const at::Tensor& values, std::int64_t width)
{
    return largestWindow(values.unsqueeze(0), 1, width).column;
}

std::vector<std::int64_t> largestInOrder(const at::Tensor& values, std::int64_t count)
{
    const at::Tensor order = values.argsort(/*stable=*/true, 0, /*descending=*/true)
                                 .narrow(0, 0, count)
                                 .to(at::kCPU, at::kLong)
                                 .contiguous();
    const auto* data = order.const_data_ptr<std::int64_t>();
    std::vector<std::int64_t> indices(data, data + count);
    std::sort(indices.begin(), indices.end());
    return indices;
}

} // namespace neurograft
