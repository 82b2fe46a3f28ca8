// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/thin_product.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>

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
constexpr std::int64_t kGrainBytes = 256 * 1024; // of the weight, per task

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

/// Products of Rows rows of x with Outputs rows of the weight, from row @p output on.
template <int Rows, int Outputs, class Stored>
NEUROGRAFT_AVX2 void block(const float* x, const Stored* weight, float* y, std::int64_t inputs,
                           std::int64_t outputs, std::int64_t output)
{
    __m256 sums[Outputs][Rows];
    for (auto& ofOutput : sums) {
        for (__m256& sum : ofOutput) {
            sum = _mm256_setzero_ps();
        }
    }
    const std::int64_t whole = inputs / kLanes * kLanes;
    for (std::int64_t i = 0; i < whole; i += kLanes) {
        __m256 values[Rows];
        for (int r = 0; r < Rows; ++r) {
            values[r] = _mm256_loadu_ps(x + r * inputs + i);
        }
        for (int o = 0; o < Outputs; ++o) {
            const __m256 w = widen(weight + (output + o) * inputs + i);
            for (int r = 0; r < Rows; ++r) {
                sums[o][r] = _mm256_fmadd_ps(w, values[r], sums[o][r]);
            }
        }
    }
    for (int o = 0; o < Outputs; ++o) {
        for (int r = 0; r < Rows; ++r) {
            float sum = sumOf(sums[o][r]);
            for (std::int64_t i = whole; i < inputs; ++i) {
                sum += static_cast<float>(weight[(output + o) * inputs + i]) * x[r * inputs + i];
            }
            y[r * outputs + output + o] = sum;
        }
    }
}

template <int Rows, class Stored>
NEUROGRAFT_AVX2 void range(const float* x, const Stored* weight, float* y, std::int64_t inputs,
                           std::int64_t outputs, std::int64_t begin, std::int64_t end)
{
    constexpr int kOutputs = Rows <= 3 ? 4 : Rows == 4 ? 3 : Rows == 5 ? 2 : 1; // 16 registers
    std::int64_t output = begin;
    for (; output + kOutputs <= end; output += kOutputs) {
        block<Rows, kOutputs>(x, weight, y, inputs, outputs, output);
    }
    for (; output < end; ++output) {
        block<Rows, 1>(x, weight, y, inputs, outputs, output);
    }
}

template <class Stored>
using Range = void (*)(const float*, const Stored*, float*, std::int64_t, std::int64_t,
                       std::int64_t, std::int64_t);

template <class Stored>
void productOver(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y)
{
    constexpr std::array<Range<Stored>, kThinRows> kRanges{
        range<1, Stored>, range<2, Stored>, range<3, Stored>, range<4, Stored>,
        range<5, Stored>, range<6, Stored>, range<7, Stored>, range<8, Stored>};
    const Range<Stored> run = kRanges[static_cast<std::size_t>(x.size(0) - 1)];
    const auto* values = x.const_data_ptr<float>();
    const auto* stored = weight.const_data_ptr<Stored>();
    auto* result = y.mutable_data_ptr<float>();
    const std::int64_t inputs = weight.size(1);
    const std::int64_t outputs = weight.size(0);
    const std::int64_t grain = std::max<std::int64_t>(
        1, kGrainBytes / (inputs * static_cast<std::int64_t>(sizeof(Stored))));
    at::parallel_for(0, outputs, grain, [&](std::int64_t begin, std::int64_t end) {
        run(values, stored, result, inputs, outputs, begin, end);
    });
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
    at::Tensor y = at::empty({x.size(0), weight.size(0)}, x.options());
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
