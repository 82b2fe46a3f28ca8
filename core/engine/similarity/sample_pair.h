// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace neurograft {

inline std::string shapeText(const at::Tensor& tensor)
{
    std::string text = "[";
    for (const std::int64_t extent : tensor.sizes()) {
        text += (text.size() == 1 ? "" : ", ") + std::to_string(extent);
    }
    return text + "]";
}

/// @throws ShapeError unless both are matrices of the same samples
inline void requireSamplePair(const char* where, const at::Tensor& x, const at::Tensor& y)
{
    if (x.dim() != 2 || y.dim() != 2 || x.size(0) != y.size(0)) {
        throw ShapeError(where, "[n, p] and [n, q]", shapeText(x) + " and " + shapeText(y));
    }
}

} // namespace neurograft
