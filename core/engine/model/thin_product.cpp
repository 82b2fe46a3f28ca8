// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/thin_product.h"

#include <ATen/Parallel.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>

#ifndef _OPENMP
#error "at::parallel_for runs on one thread when OpenMP is off"
#endif

#if defined(__x86_64__) && defined(__GNUC__)
#define NEUROGRAFT_HAS_THIN_PRODUCT 1
#include <immintrin.h>
#endif

namespace neurograft {

#ifdef NEUROGRAFT_HAS_THIN_PRODUCT

// The rest of the program runs on any x86-64; only these functions use the newer instructions.
#define NEUROGRAFT_AVX2 __attribute__((target("avx2,fma,f16c")))

namespace {

constexpr std::int64_t kLanes = 8;
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

NEUROGRAFT_AVX2 inline float sumOf(__m256 lanes)
{
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// Rows of x computed together, inputs and outputs taken at once: x (24 KB) stays in the
/// first-level cache, the weight in the second until all rows have used it.
constexpr int kGroup = 4;
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
                if constexpr (Rows > kGroup) {
                    tile<kGroup>(0, block, blockEnd, first);
                    tile<Rows - kGroup>(kGroup, block, blockEnd, first);
                } else {
                    tile<Rows>(0, block, blockEnd, first);
                }
            }
        }
    }
};

template <class Stored> using Range = void (Product<Stored>::*)(std::int64_t, std::int64_t) const;

template <class Stored>
void productOver(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y)
{
    using Of = Product<Stored>;
    constexpr std::array<Range<Stored>, kThinRows> kRanges{
        &Of::template outputsOf<1>, &Of::template outputsOf<2>, &Of::template outputsOf<3>,
        &Of::template outputsOf<4>, &Of::template outputsOf<5>, &Of::template outputsOf<6>,
        &Of::template outputsOf<7>, &Of::template outputsOf<8>};
    const Range<Stored> run = kRanges[static_cast<std::size_t>(x.size(0) - 1)];
    const Of product{x.const_data_ptr<float>(), weight.const_data_ptr<Stored>(),
                     y.mutable_data_ptr<float>(), weight.size(1), weight.size(0)};
    const std::int64_t grain = std::max<std::int64_t>(
        1, kGrainBytes / (product.inputs * static_cast<std::int64_t>(sizeof(Stored))));
    at::parallel_for(0, product.outputs, grain,
                     [&](std::int64_t begin, std::int64_t end) { (product.*run)(begin, end); });
}

bool isSupported()
{
    static const bool kIsSupported = __builtin_cpu_supports("avx2") != 0
        && __builtin_cpu_supports("fma") != 0 && __builtin_cpu_supports("f16c") != 0;
    return kIsSupported;
}

} // namespace

at::Tensor thinProduct(const at::Tensor& x, const at::Tensor& weight)
{
    const bool isThin = isSupported() && x.is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 2
        && x.size(0) > 0 && x.size(0) <= kThinRows && x.is_contiguous() && weight.is_cpu()
        && weight.dim() == 2 && weight.size(1) == x.size(1) && weight.is_contiguous();
    if (!isThin) {
        return {};
    }
    at::Tensor y = at::zeros({x.size(0), weight.size(0)}, x.options());
    switch (weight.scalar_type()) {
    case at::kFloat:
        productOver<float>(x, weight, y);
        return y;
    case at::kHalf:
        productOver<at::Half>(x, weight, y);
        return y;
    case at::kBFloat16:
        productOver<at::BFloat16>(x, weight, y);
        return y;
    default:
        return {};
    }
}

#else

at::Tensor thinProduct(const at::Tensor&, const at::Tensor&)
{
    return {};
}

#endif

} // namespace neurograft
