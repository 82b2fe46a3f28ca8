// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/centred_rows.h"

#include "core/engine/similarity/sample_pair.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace neurograft {

namespace {

constexpr std::int64_t kBlockRows = 64; ///< whose column sums are added up by one thread
constexpr std::size_t kLanes = 8; ///< sums that grow side by side
constexpr std::int64_t kDeviceSlabBytes = 64 << 20; ///< of a float64 copy on a GPU

using Lanes = std::array<double, kLanes>;

double total(const Lanes& lanes)
{
    return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

/// Calls @p visit(lane, column) for all columns.
template <class Visit> void eachColumn(std::int64_t columns, const Visit& visit)
{
    std::int64_t column = 0;
    for (; column + static_cast<std::int64_t>(kLanes) <= columns;
         column += static_cast<std::int64_t>(kLanes)) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            visit(lane, column + static_cast<std::int64_t>(lane));
        }
    }
    for (; column < columns; ++column) {
        visit(0, column);
    }
}

/// Sums of the columns [p] float64; those of the rows and their squares go to @p centred.
template <class T> at::Tensor sumRows(const at::Tensor& x, CentredRows& centred)
{
    const std::int64_t n = x.size(0);
    const std::int64_t p = x.size(1);
    const std::int64_t blocks = (n + kBlockRows - 1) / kBlockRows;
    const at::Tensor columns = at::zeros({blocks, p}, at::kDouble);
    const T* data = x.const_data_ptr<T>();
    auto* sums = centred.sums.mutable_data_ptr<double>();
    auto* squares = centred.rawSquares.mutable_data_ptr<double>();
    auto* blockSums = columns.mutable_data_ptr<double>();
    at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t row = first * kBlockRows; row < std::min(n, last * kBlockRows); ++row) {
            const T* values = data + row * p;
            double* own = blockSums + row / kBlockRows * p;
            Lanes sum{};
            Lanes square{};
            eachColumn(p, [&](std::size_t lane, std::int64_t column) {
                const auto value = static_cast<double>(values[column]);
                own[column] += value;
                sum[lane] += value;
                square[lane] += value * value;
            });
            sums[row] = total(sum);
            squares[row] = total(square);
        }
    });
    return columns.sum(0);
}

template <class T> void takeOff(const at::Tensor& x, const at::Tensor& mean, CentredRows& centred)
{
    const std::int64_t p = x.size(1);
    const T* data = x.const_data_ptr<T>();
    const auto* means = mean.const_data_ptr<double>();
    T* target = centred.rows.mutable_data_ptr<T>();
    auto* squares = centred.squares.mutable_data_ptr<double>();
    at::parallel_for(0, x.size(0), kBlockRows, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t row = first; row < last; ++row) {
            const T* values = data + row * p;
            T* rest = target + row * p;
            Lanes square{};
            eachColumn(p, [&](std::size_t lane, std::int64_t column) {
                rest[column] = static_cast<T>(static_cast<double>(values[column]) - means[column]);
                const auto rounded = static_cast<double>(rest[column]);
                square[lane] += rounded * rounded;
            });
            squares[row] = total(square);
        }
    });
}

/// Samples in the memory of the processor.
struct ProcessorRows {
    at::Tensor x; ///< contiguous float32 or float64
    at::Tensor columnSums(CentredRows& centred) const
    {
        return x.scalar_type() == at::kDouble ? sumRows<double>(x, centred)
                                              : sumRows<float>(x, centred);
    }
    void centre(const at::Tensor& mean, CentredRows& centred) const
    {
        x.scalar_type() == at::kDouble ? takeOff<double>(x, mean, centred)
                                       : takeOff<float>(x, mean, centred);
    }
};

/// Samples on a GPU, in slabs of rows.
struct DeviceRows {
    at::Tensor x; ///< float32 or float64
    template <class Visit> void eachSlab(const Visit& visit) const
    {
        const std::int64_t step =
            std::max<std::int64_t>(1, kDeviceSlabBytes / 8 / std::max<std::int64_t>(x.size(1), 1));
        for (std::int64_t begin = 0; begin < x.size(0); begin += step) {
            const std::int64_t rows = std::min(step, x.size(0) - begin);
            visit(begin, x.narrow(0, begin, rows).to(at::kDouble));
        }
    }
    at::Tensor columnSums(CentredRows& centred) const
    {
        const at::Tensor columns = at::zeros({x.size(1)}, x.options().dtype(at::kDouble));
        eachSlab([&](std::int64_t begin, const at::Tensor& slab) {
            columns.add_(slab.sum(0));
            centred.sums.narrow(0, begin, slab.size(0)).copy_(slab.sum(1));
            centred.rawSquares.narrow(0, begin, slab.size(0)).copy_(slab.square().sum(1));
        });
        return columns;
    }
    void centre(const at::Tensor& mean, CentredRows& centred) const
    {
        eachSlab([&](std::int64_t begin, const at::Tensor& slab) {
            const at::Tensor rows = centred.rows.narrow(0, begin, slab.size(0));
            rows.copy_(slab - mean);
            centred.squares.narrow(0, begin, slab.size(0))
                .copy_(rows.to(at::kDouble).square().sum(1));
        });
    }
};

template <class Rows> CentredRows centredOf(const Rows& rows)
{
    const at::Tensor& x = rows.x;
    const auto perRow = at::TensorOptions(at::kDouble);
    CentredRows centred;
    centred.sums = at::empty({x.size(0)}, perRow);
    centred.rawSquares = at::empty({x.size(0)}, perRow);
    const at::Tensor columns = rows.columnSums(centred);
    centred.isFinite = at::isfinite(centred.rawSquares).all().template item<bool>();
    if (!centred.isFinite) {
        centred.rows = x;
        centred.squares = centred.rawSquares;
        return centred;
    }
    centred.rows = at::empty(x.sizes(), x.options());
    centred.squares = at::empty({x.size(0)}, perRow);
    rows.centre(columns / static_cast<double>(std::max<std::int64_t>(x.size(0), 1)), centred);
    return centred;
}

} // namespace

CentredRows centreRows(const at::Tensor& x, const char* of)
{
    if (x.dim() != 2 || !x.is_floating_point()) {
        throw ShapeError(of, "a float matrix [n, p]",
                         shapeText(x) + " of " + std::string(x.dtype().name()));
    }
    const c10::InferenceMode inference;
    const at::Tensor samples =
        x.to(x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat).contiguous();
    return samples.is_cpu() ? centredOf(ProcessorRows{samples}) : centredOf(DeviceRows{samples});
}

} // namespace neurograft
