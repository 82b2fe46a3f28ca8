// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/similarity_measure.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <QtTest>

#include <cmath>

namespace neurograft {

inline double valueOf(const char* table, const at::Tensor& x, const at::Tensor& y,
                      const MeasureOptions& options = {})
{
    return similarityOfPair(table, x, y, options).value;
}

inline at::Tensor centred(const at::Tensor& x)
{
    return x - x.mean(0, true);
}

/// Related matrices of different width: [n, p] and [n, q], off centre.
struct Pair {
    at::Tensor x;
    at::Tensor y;
};
inline Pair relatedPair(std::int64_t n, std::int64_t p, std::int64_t q, std::uint64_t seed)
{
    const at::Tensor x = randomMatrix(n, p, seed) + 2.0;
    return {x, at::matmul(x, randomMatrix(p, q, seed + 1)) + 3.0 * randomMatrix(n, q, seed + 2)};
}

} // namespace neurograft
