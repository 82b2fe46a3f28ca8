// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/randn.h>

#include <QtTest>

#include <cmath>
#include <cstdint>

/// Compares numbers and says how far they lie apart.
#define COMPARE_NEAR(actual, expected, tolerance)                                                  \
    QVERIFY2(std::abs((actual) - (expected)) <= (tolerance),                                       \
             qPrintable(QString("got %1, expected %2, difference %3")                              \
                            .arg((actual), 0, 'g', 15)                                             \
                            .arg((expected), 0, 'g', 15)                                           \
                            .arg((actual) - (expected))))

/// Random matrix of a seed, float64.
inline at::Tensor randomMatrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return at::randn({rows, columns}, generator, at::dtype(at::kDouble));
}

/// Random orthogonal matrix of a seed, float64.
inline at::Tensor randomRotation(std::int64_t size, std::uint64_t seed)
{
    return std::get<0>(at::linalg_qr(randomMatrix(size, size, seed)));
}

/// The matrices of spec/similarity.md section 8.
inline at::Tensor goldenX()
{
    at::Tensor x = at::empty({12, 4}, at::dtype(at::kDouble));
    auto* value = x.mutable_data_ptr<double>();
    for (int i = 0; i < 12; ++i) {
        for (int j = 0; j < 4; ++j) {
            *value++ = std::sin(1.3 * (i + 1) + 0.7 * (j + 1) * (j + 1));
        }
    }
    return x;
}

inline at::Tensor goldenY()
{
    at::Tensor y = at::empty({12, 3}, at::dtype(at::kDouble));
    auto* value = y.mutable_data_ptr<double>();
    for (int i = 0; i < 12; ++i) {
        for (int j = 0; j < 3; ++j) {
            *value++ = std::cos(0.9 * (i + 1) * (j + 1)) + 0.3 * std::sin(1.3 * (i + 1));
        }
    }
    return y;
}
