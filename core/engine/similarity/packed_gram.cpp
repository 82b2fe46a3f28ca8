// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/packed_gram.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace neurograft {

namespace {

constexpr std::int64_t kTileBytes = 64 << 20; ///< one tile of products, or one float64 slab
constexpr double kTileFlops = 2e10; ///< about a third of a second on two cores: a stop is felt

/// Rows of a float64 copy of x that stay within the tile budget.
std::int64_t slabRows(const at::Tensor& x)
{
    return std::max<std::int64_t>(1, kTileBytes / 8 / std::max<std::int64_t>(x.size(1), 1));
}

/// Calls @p visit(begin, slab) with float64 copies of consecutive rows of @p x.
template <class Visit> void forSlabs(const at::Tensor& x, const Visit& visit)
{
    const std::int64_t step = slabRows(x);
    for (std::int64_t begin = 0; begin < x.size(0); begin += step) {
        const std::int64_t rows = std::min(step, x.size(0) - begin);
        visit(begin, x.narrow(0, begin, rows).to(at::kDouble));
    }
}

void appendTo(std::vector<double>& values, const at::Tensor& column)
{
    const at::Tensor host = column.cpu().contiguous();
    const auto* data = host.const_data_ptr<double>();
    values.insert(values.end(), data, data + host.numel());
}

/// Rows of a tile of G: bounded in bytes and in work.
std::int64_t tileRows(std::int64_t n, std::int64_t width, std::int64_t elementBytes)
{
    const std::int64_t byBytes = kTileBytes / (n * elementBytes);
    const auto byWork = static_cast<std::int64_t>(
        kTileFlops
        / (2.0 * static_cast<double>(n) * static_cast<double>(std::max<std::int64_t>(width, 1))));
    return std::clamp<std::int64_t>(std::min(byBytes, byWork), 16, n < 16 ? 16 : n);
}

template <class T> void copyTriangle(const at::Tensor& tile, std::int64_t first, PackedGram& gram)
{
    const T* source = tile.const_data_ptr<T>();
    T* target = gram.upper.mutable_data_ptr<T>();
    const std::int64_t columns = tile.size(1); // n - first
    for (std::int64_t row = 0; row < tile.size(0); ++row) {
        std::copy_n(source + row * columns + row + 1, columns - row - 1,
                    target + gram.rowStart(first + row));
    }
}

/// @return sum of the entries
template <class T>
double gatherTriangle(const PackedGram& from, const std::vector<std::int64_t>& indices,
                    PackedGram& to)
{
    const T* source = from.upper.const_data_ptr<T>();
    T* target = to.upper.mutable_data_ptr<T>();
    double sum = 0.0;
    for (std::int64_t row = 0; row < to.n; ++row) {
        const std::int64_t i = indices[static_cast<std::size_t>(row)];
        const T* line = source + from.rowStart(i) - i - 1;
        for (std::int64_t column = row + 1; column < to.n; ++column) {
            *target = line[indices[static_cast<std::size_t>(column)]];
            sum += static_cast<double>(*target++);
        }
    }
    return sum;
}

} // namespace

std::int64_t PackedGram::rowOf(std::int64_t entry) const
{
    std::int64_t low = 0;
    for (std::int64_t high = n - 1; low < high;) {
        const std::int64_t middle = (low + high) / 2;
        rowStart(middle + 1) <= entry ? low = middle + 1 : high = middle;
    }
    return low;
}

double PackedGram::varianceTolerance() const
{
    return upper.defined() && upper.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
}

PackedGram packGram(const at::Tensor& x, const RunContext& context)
{
    if (x.dim() != 2 || !x.is_floating_point()) {
        throw ShapeError("packGram", "a float matrix [n, p]",
                         std::to_string(x.dim()) + " dimensions of "
                             + std::string(x.dtype().name()));
    }
    const c10::InferenceMode inference;
    const at::ScalarType type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    PackedGram gram;
    gram.n = x.size(0);
    gram.width = x.size(1);
    const auto onDevice = x.options().dtype(at::kDouble);

    at::Tensor sum = at::zeros({x.size(1)}, onDevice);
    forSlabs(x, [&](std::int64_t, const at::Tensor& slab) {
        sum.add_(slab.sum(0));
        appendTo(gram.rawSquares, slab.square().sum(1));
        appendTo(gram.rowSums, slab.sum(1));
    });
    gram.isFinite = std::all_of(gram.rawSquares.begin(), gram.rawSquares.end(),
                                [](double square) { return std::isfinite(square); });
    const auto hostOptions = at::dtype(type).device(at::kCPU);
    if (!gram.isFinite) {
        gram.upper = at::empty({0}, hostOptions);
        gram.diagonal.assign(gram.rawSquares.size(), 0.0);
        return gram;
    }

    const at::Tensor mean = sum / static_cast<double>(std::max<std::int64_t>(gram.n, 1));
    at::Tensor centred = at::empty(x.sizes(), x.options().dtype(type)); // [n,p]
    forSlabs(x, [&](std::int64_t begin, const at::Tensor& slab) {
        at::Tensor rows = centred.narrow(0, begin, slab.size(0));
        rows.copy_(slab - mean);
        appendTo(gram.diagonal, rows.to(at::kDouble).square().sum(1));
    });

    gram.variance = std::accumulate(gram.diagonal.begin(), gram.diagonal.end(), 0.0);
    gram.upper = at::empty({gram.n * (gram.n - 1) / 2}, hostOptions);
    const std::int64_t step =
        tileRows(std::max<std::int64_t>(gram.n, 1), x.size(1), type == at::kDouble ? 8 : 4);
    for (std::int64_t first = 0; first < gram.n; first += step) {
        context.throwIfStopped();
        const std::int64_t rows = std::min(step, gram.n - first);
        const at::Tensor tile // [rows, n - first]
            = at::matmul(centred.narrow(0, first, rows),
                         centred.narrow(0, first, gram.n - first).transpose(0, 1))
                  .cpu();
        type == at::kDouble ? copyTriangle<double>(tile, first, gram)
                            : copyTriangle<float>(tile, first, gram);
    }
    return gram;
}

PackedGram subsetGram(const PackedGram& gram, const std::vector<std::int64_t>& indices)
{
    PackedGram chosen;
    chosen.n = static_cast<std::int64_t>(indices.size());
    chosen.width = gram.width;
    chosen.isFinite = gram.isFinite;
    for (const std::int64_t index : indices) {
        chosen.diagonal.push_back(gram.diagonal[static_cast<std::size_t>(index)]);
        chosen.rawSquares.push_back(gram.rawSquares[static_cast<std::size_t>(index)]);
        chosen.rowSums.push_back(gram.rowSums[static_cast<std::size_t>(index)]);
    }
    const std::int64_t entries = gram.isFinite ? chosen.n * (chosen.n - 1) / 2 : 0;
    chosen.upper = at::empty({entries}, at::dtype(gram.upper.scalar_type()).device(at::kCPU));
    if (gram.isFinite) {
        const double upper = gram.upper.scalar_type() == at::kDouble
            ? gatherTriangle<double>(gram, indices, chosen)
            : gatherTriangle<float>(gram, indices, chosen);
        // Their own mean is another one: |sum of the centred rows|^2 / n is its share.
        const double trace = std::accumulate(chosen.diagonal.begin(), chosen.diagonal.end(), 0.0);
        chosen.variance =
            trace - (trace + 2.0 * upper) / static_cast<double>(std::max<std::int64_t>(chosen.n, 1));
    }
    return chosen;
}

} // namespace neurograft
