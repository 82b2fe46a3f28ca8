// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Top-left corner of a window and the sum inside it.
struct Window {
    std::int64_t row = 0;
    std::int64_t column = 0;
    double sum = 0.0;
};

/// The window of @p height x @p width with the largest sum (attribution.md 7.4), by running sums in
/// float64: as a summed-area table, with O(C) memory. Of equal ones the smallest row, then the
/// smallest column. O(R*C).
/// @param values [R,C], any float type @throws ShapeError when the window is larger than @p values
Window largestWindow(const at::Tensor& values, std::int64_t height, std::int64_t width);

/// Start of the @p width neighbours with the largest sum, the smallest of equal ones.
/// @param values [n] @throws ShapeError when there are fewer
std::int64_t largestRun(const at::Tensor& values, std::int64_t width);

/// The @p count largest of @p values [n] by (value descending, index), indices ascending.
std::vector<std::int64_t> largestInOrder(const at::Tensor& values, std::int64_t count);

} // namespace neurograft
