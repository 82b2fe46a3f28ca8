// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/column_products.h"

#include "core/engine/support/vector_lanes.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace neurograft {

namespace {

constexpr std::int64_t kColumnProductsChunkElements = 512 * 1024; ///< 4 MB in float64
constexpr std::int64_t kBlockColumns = 192; ///< their sums stay in the nearest cache

/// What the passes over blocks of columns share.
struct Columns {
    std::int64_t height = 0; ///< d
    std::int64_t width = 0; ///< n
    std::int64_t vectorCount = 0; ///< P
    const double* gain = nullptr;
    const double* vectors = nullptr; ///< [P,d]
};

/// Inlined into functions for different processors.
template <class Value>
[[gnu::always_inline]] inline void addBlock(const Value* matrix, const Columns& all,
                                            std::int64_t first, std::int64_t count,
                                            ColumnProducts& result)
{
    std::vector<double> gained(static_cast<std::size_t>(count));
    std::vector<double> squares(static_cast<std::size_t>(count), 0.0);
    std::vector<double> sums(static_cast<std::size_t>(count * all.vectorCount), 0.0); // [P,c]
    for (std::int64_t row = 0; row < all.height; ++row) {
        const Value* values = matrix + row * all.width + first;
        const double gain = all.gain[row];
        double* w = gained.data();
        double* square = squares.data();
        for (std::int64_t i = 0; i < count; ++i) {
            w[i] = static_cast<double>(values[i]) * gain;
            square[i] += w[i] * w[i];
        }
        for (std::int64_t k = 0; k < all.vectorCount; ++k) {
            const double q = all.vectors[k * all.height + row];
            double* sum = sums.data() + k * count;
            for (std::int64_t i = 0; i < count; ++i) {
                sum[i] += q * w[i];
            }
        }
    }
    for (std::int64_t i = 0; i < count; ++i) {
        result.lengths[static_cast<std::size_t>(first + i)] =
            std::sqrt(squares[static_cast<std::size_t>(i)]);
        for (std::int64_t k = 0; k < all.vectorCount; ++k) {
            result.products[static_cast<std::size_t>((first + i) * all.vectorCount + k)] =
                sums[static_cast<std::size_t>(k * count + i)];
        }
    }
}

#ifdef NEUROGRAFT_HAS_VECTOR_LANES

template <class Value>
NEUROGRAFT_AVX2 void addBlockWithLanes(const Value* matrix, const Columns& all, std::int64_t first,
                                       std::int64_t count, ColumnProducts& result)
{
    addBlock(matrix, all, first, count, result);
}

#endif

template <class Value>
void addAnyBlock(const Value* matrix, const Columns& all, std::int64_t first, std::int64_t count,
                 ColumnProducts& result)
{
#ifdef NEUROGRAFT_HAS_VECTOR_LANES
    if (hasVectorLanes()) {
        addBlockWithLanes(matrix, all, first, count, result);
        return;
    }
#endif
    addBlock(matrix, all, first, count, result);
}

template <class Value>
void addAllBlocks(const at::Tensor& matrix, const Columns& all, ColumnProducts& result)
{
    const Value* values = matrix.const_data_ptr<Value>();
    const std::int64_t blocks = (all.width + kBlockColumns - 1) / kBlockColumns;
    at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t first = block * kBlockColumns;
            addAnyBlock(values, all, first, std::min(kBlockColumns, all.width - first), result);
        }
    });
}

void onProcessor(const at::Tensor& matrix, const at::Tensor& gain, const at::Tensor& vectors,
                 ColumnProducts& result)
{
    const at::Tensor gains = gain.contiguous();
    const at::Tensor rows = vectors.contiguous();
    const Columns all{matrix.size(0), matrix.size(1), rows.size(0), gains.const_data_ptr<double>(),
                      rows.const_data_ptr<double>()};
    if (matrix.scalar_type() == at::kDouble) {
        addAllBlocks<double>(matrix.contiguous(), all, result);
    } else {
        addAllBlocks<float>(matrix.to(at::kFloat).contiguous(), all, result);
    }
}

void onDevice(const at::Tensor& matrix, const at::Tensor& gain, const at::Tensor& vectors,
              ColumnProducts& result)
{
    const std::int64_t width = matrix.size(1);
    const std::int64_t chunk =
        std::max<std::int64_t>(1, kColumnProductsChunkElements / matrix.size(0));
    for (std::int64_t first = 0; first < width; first += chunk) {
        const std::int64_t count = std::min(chunk, width - first);
        const at::Tensor part =
            matrix.narrow(1, first, count).to(at::kDouble) * gain.unsqueeze(1); // [d,c]
        const at::Tensor products = at::matmul(vectors, part).t().cpu().contiguous(); // [c,P]
        const at::Tensor lengths = part.square().sum(0).sqrt().cpu().contiguous();
        std::copy_n(products.const_data_ptr<double>(), products.numel(),
                    result.products.begin() + first * vectors.size(0));
        std::copy_n(lengths.const_data_ptr<double>(), count, result.lengths.begin() + first);
    }
}

} // namespace

ColumnProducts columnProducts(const at::Tensor& matrix, const at::Tensor& gain,
                              const at::Tensor& vectors)
{
    ColumnProducts result;
    result.lengths.resize(static_cast<std::size_t>(matrix.size(1)));
    result.products.resize(static_cast<std::size_t>(matrix.size(1) * vectors.size(0)));
    if (matrix.is_cpu()) {
        onProcessor(matrix, gain, vectors, result);
    } else {
        onDevice(matrix, gain, vectors, result);
    }
    return result;
}

} // namespace neurograft
