// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/window_search.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <string>

namespace neurograft {

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
    at::Tensor table =
        at::zeros({rows + 1, columns + 1}, values.options().dtype(at::kDouble)); // [R+1,C+1]
    table.narrow(0, 1, rows)
        .narrow(1, 1, columns)
        .copy_(values.to(at::kDouble).cumsum(0).cumsum(1));
    const std::int64_t down = rows - height + 1;
    const std::int64_t across = columns - width + 1;
    const auto corner = [&](std::int64_t row, std::int64_t column) {
        return table.narrow(0, row, down).narrow(1, column, across);
    };
    const at::Tensor sums =
        corner(height, width) - corner(0, width) - corner(height, 0) + corner(0, 0);
    const auto best = sums.contiguous().view({-1}).argmax().item<std::int64_t>(); // the first
    return {best / across, best % across, sums[best / across][best % across].item<double>()};
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
