// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/thin_product.h"

#include "core/engine/support/vector_lanes.h"

#include <ATen/Parallel.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>

#ifndef _OPENMP
#error "at::parallel_for runs on one thread when OpenMP is off"
#endif

namespace neurograft {

#ifdef NEUROGRAFT_HAS_VECTOR_LANES

namespace {

constexpr std::int64_t kGrainBytes = 64 * 1024; // of the weight, per task

NEUROGRAFT_AVX2 inline __m256 widen(const float* at)
{
    return _mm256_loadu_ps(at);
}

NEUROGRAFT_AVX2 inline __m256 widen(const at::Half* at)
{
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
}

NEUROGRAFT_AVX2 inline __m256 widen(const at::BFloat16* at)
{
    const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(halves), 16));
}

/// Rows of x computed together, inputs and outputs taken at once: x (24 KB) stays in the
/// first-level cache, the weight in the second until all rows have used it.
constexpr int kThinProductGroup = 4;
constexpr std::int64_t kTile = 1536;
constexpr std::int64_t kOutputBlock = 32;

/// Adds to y [Rows,outputs] what @p count inputs from @p first on give to one output. A row of the
/// weight is read from front to back, as memory likes it: two rows at once reach half the speed.
template <int Rows, class Stored>
NEUROGRAFT_AVX2 void addTile(const float* x, const Stored* weight, float* y, std::int64_t inputs,
                             std::int64_t outputs, std::int64_t first, std::int64_t count)
{
    constexpr int kChains = 2; // sums that do not wait for each other; the same for any Rows, so
                               // that a row's result does not depend on its neighbours
    __m256 sums[kChains][Rows];
    for (auto& chain : sums) {
        for (__m256& sum : chain) {
            sum = _mm256_setzero_ps();
        }
    }
    const std::int64_t end = first + count;
    std::int64_t i = first;
    for (; i + kChains * kLanes <= end; i += kChains * kLanes) {
        for (int c = 0; c < kChains; ++c) {
            const __m256 w = widen(weight + i + c * kLanes);
            for (int r = 0; r < Rows; ++r) {
                const __m256 values = _mm256_loadu_ps(x + r * inputs + i + c * kLanes);
                sums[c][r] = _mm256_fmadd_ps(w, values, sums[c][r]);
            }
        }
    }
    for (int r = 0; r < Rows; ++r) {
        __m256 lanes = sums[0][r];
        for (int c = 1; c < kChains; ++c) {
            lanes = _mm256_add_ps(lanes, sums[c][r]);
        }
        float sum = sumOf(lanes);
        for (std::int64_t rest = i; rest < end; ++rest) {
            sum += static_cast<float>(weight[rest]) * x[r * inputs + rest];
        }
        y[r * outputs] += sum;
    }
}

template <class Stored> struct Product {
    const float* x; ///< [rows,inputs]
    const Stored* weight; ///< [outputs,inputs]
    float* y; ///< [rows,outputs], zero at first
    std::int64_t inputs;
    std::int64_t outputs;

    /// Outputs @p begin to @p end of Rows rows from @p row on, inputs of one tile.
    template <int Rows>
    NEUROGRAFT_AVX2 void tile(std::int64_t row, std::int64_t begin, std::int64_t end,
                              std::int64_t first) const
    {
        const std::int64_t count = std::min(kTile, inputs - first);
        for (std::int64_t output = begin; output < end; ++output) {
            addTile<Rows>(x + row * inputs, weight + output * inputs, y + row * outputs + output,
                          inputs, outputs, first, count);
        }
    }

    template <int Rows> void outputsOf(std::int64_t begin, std::int64_t end) const
    {
        for (std::int64_t first = 0; first < inputs; first += kTile) {
            for (std::int64_t block = begin; block < end; block += kOutputBlock) {
                const std::int64_t blockEnd = std::min(block + kOutputBlock, end);
                if constexpr (Rows > kThinProductGroup) {
                    tile<kThinProductGroup>(0, block, blockEnd, first);
                    tile<Rows - kThinProductGroup>(kThinProductGroup, block, blockEnd, first);
                } else {
                    tile<Rows>(0, block, blockEnd, first);
                }
            }
        }
    }
};

template <class Stored> using Range = void (Product<Stored>::*)(std::int64_t, std::int64_t) const;

/// All products in one go, the outputs of all weights behind one another: what is written by one
/// task is read by none, and a decoding step has few enough outputs that each meeting of the
/// threads counts.
template <class Stored>
void productsOver(const at::Tensor& x, const std::vector<at::Tensor>& weights,
                  const std::vector<at::Tensor>& results)
{
    using Of = Product<Stored>;
    constexpr std::array<Range<Stored>, kThinRows> kRanges{
        &Of::template outputsOf<1>, &Of::template outputsOf<2>, &Of::template outputsOf<3>,
        &Of::template outputsOf<4>, &Of::template outputsOf<5>, &Of::template outputsOf<6>,
        &Of::template outputsOf<7>, &Of::template outputsOf<8>};
    const Range<Stored> run = kRanges[static_cast<std::size_t>(x.size(0) - 1)];
    const std::int64_t inputs = x.size(1);
    std::vector<Of> products;
    std::vector<std::int64_t> starts{0}; // of each weight among all outputs
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::int64_t outputs = weights[i].size(0);
        products.push_back({x.const_data_ptr<float>(), weights[i].const_data_ptr<Stored>(),
                            results[i].mutable_data_ptr<float>(), inputs, outputs});
        starts.push_back(starts.back() + outputs);
    }
    const std::int64_t grain = std::max<std::int64_t>(
        1, kGrainBytes / (inputs * static_cast<std::int64_t>(sizeof(Stored))));
    at::parallel_for(0, starts.back(), grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::size_t i = 0; i < products.size(); ++i) {
            const std::int64_t first = std::max(begin, starts[i]);
            const std::int64_t last = std::min(end, starts[i + 1]);
            if (first < last) {
                (products[i].*run)(first - starts[i], last - starts[i]);
            }
        }
    });
}

bool areThin(const at::Tensor& x, const std::vector<at::Tensor>& weights)
{
    return hasVectorLanes() && !weights.empty() && x.is_cpu() && x.scalar_type() == at::kFloat
        && x.dim() == 2 && x.size(0) > 0 && x.size(0) <= kThinRows && x.is_contiguous()
        && std::all_of(weights.begin(), weights.end(), [&](const at::Tensor& weight) {
               return weight.is_cpu() && weight.dim() == 2 && weight.size(1) == x.size(1)
                   && weight.is_contiguous()
                   && weight.scalar_type() == weights.front().scalar_type();
           });
}

} // namespace

std::vector<at::Tensor> thinProducts(const at::Tensor& x, const std::vector<at::Tensor>& weights)
{
    if (!areThin(x, weights)) {
        return {};
    }
    std::vector<at::Tensor> results;
    for (const at::Tensor& weight : weights) {
        results.push_back(at::zeros({x.size(0), weight.size(0)}, x.options()));
    }
    switch (weights.front().scalar_type()) {
    case at::kFloat:
        productsOver<float>(x, weights, results);
        return results;
    case at::kHalf:
        productsOver<at::Half>(x, weights, results);
        return results;
    case at::kBFloat16:
        productsOver<at::BFloat16>(x, weights, results);
        return results;
    default:
        return {};
    }
}

#else

std::vector<at::Tensor> thinProducts(const at::Tensor&, const std::vector<at::Tensor>&)
{
    return {};
}

#endif

} // namespace neurograft
