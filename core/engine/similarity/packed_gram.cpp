// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/packed_gram.h"

#include "core/engine/similarity/centred_rows.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <numeric>

namespace neurograft {

namespace {

constexpr std::int64_t kTileBytes = 64 << 20; ///< of one tile of products
constexpr double kTileFlops = 2e10; ///< about a third of a second on two cores: a stop is felt

std::vector<double> valuesOf(const at::Tensor& column) ///< float64 on the CPU
{
    const auto* data = column.const_data_ptr<double>();
    return {data, data + column.numel()};
}

/// Rows of a tile of G: bounded in bytes and in work, and so few that hardly more than the upper
/// triangle is computed.
std::int64_t tileRows(std::int64_t n, std::int64_t width, std::int64_t elementBytes)
{
    const std::int64_t byBytes = kTileBytes / (n * elementBytes);
    const auto byWork = static_cast<std::int64_t>(
        kTileFlops
        / (2.0 * static_cast<double>(n) * static_cast<double>(std::max<std::int64_t>(width, 1))));
    const std::int64_t byTriangle = std::max<std::int64_t>(128, n / 8);
    return std::clamp<std::int64_t>(std::min({byBytes, byWork, byTriangle}), 16, n < 16 ? 16 : n);
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
    const c10::InferenceMode inference;
    const CentredRows centred = centreRows(x, "packGram");
    const at::ScalarType type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    PackedGram gram;
    gram.n = x.size(0);
    gram.width = x.size(1);
    gram.rawSquares = valuesOf(centred.rawSquares);
    gram.rowSums = valuesOf(centred.sums);
    gram.isFinite = centred.isFinite;
    const auto hostOptions = at::dtype(type).device(at::kCPU);
    if (!gram.isFinite) {
        gram.upper = at::empty({0}, hostOptions);
        gram.diagonal.assign(gram.rawSquares.size(), 0.0);
        return gram;
    }

    gram.diagonal = valuesOf(centred.squares);
    gram.variance = std::accumulate(gram.diagonal.begin(), gram.diagonal.end(), 0.0);
    gram.upper = at::empty({gram.n * (gram.n - 1) / 2}, hostOptions);
    const std::int64_t step =
        tileRows(std::max<std::int64_t>(gram.n, 1), x.size(1), type == at::kDouble ? 8 : 4);
    for (std::int64_t first = 0; first < gram.n; first += step) {
        context.throwIfStopped();
        const std::int64_t rows = std::min(step, gram.n - first);
        const at::Tensor tile // [rows, n - first]
            = at::matmul(centred.rows.narrow(0, first, rows),
                         centred.rows.narrow(0, first, gram.n - first).transpose(0, 1))
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
        chosen.variance = trace
            - (trace + 2.0 * upper) / static_cast<double>(std::max<std::int64_t>(chosen.n, 1));
    }
    return chosen;
}

} // namespace neurograft
