// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Eight float32 lanes at a time on x86-64 processors that have AVX2, FMA and F16C. The rest of the
// program runs on any x86-64: only functions marked NEUROGRAFT_AVX2 use these instructions, and
// only hasVectorLanes() may lead to them. Other compilers and processors see the macro
// NEUROGRAFT_HAS_VECTOR_LANES undefined.

#if defined(__x86_64__) && defined(__GNUC__)
#define NEUROGRAFT_HAS_VECTOR_LANES 1
#define NEUROGRAFT_AVX2 __attribute__((target("avx2,fma,f16c")))

#include <immintrin.h>

#include <cstdint>

namespace neurograft {

inline constexpr std::int64_t kLanes = 8;

inline bool hasVectorLanes()
{
    static const bool kHas = __builtin_cpu_supports("avx2") != 0
        && __builtin_cpu_supports("fma") != 0 && __builtin_cpu_supports("f16c") != 0;
    return kHas;
}

NEUROGRAFT_AVX2 inline __m256 all(float value)
{
    return _mm256_set1_ps(value);
}

NEUROGRAFT_AVX2 inline float sumOf(__m256 lanes)
{
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// exp(y) = 2^n exp(f) with |f| <= ln(2)/2, within 2 units in the last place; @pre |y| < 87
NEUROGRAFT_AVX2 inline __m256 exponential(__m256 y)
{
    const __m256 n = _mm256_round_ps(_mm256_mul_ps(y, all(1.44269504F)),
                                     _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    // ln(2) in two parts: the first has few digits, so that n times it is exact.
    __m256 f = _mm256_fnmadd_ps(n, all(0.693359375F), y);
    f = _mm256_fnmadd_ps(n, all(-2.12194440e-4F), f);
    __m256 sum = all(1.0F / 5040.0F);
    sum = _mm256_fmadd_ps(sum, f, all(1.0F / 720.0F));
    sum = _mm256_fmadd_ps(sum, f, all(1.0F / 120.0F));
    sum = _mm256_fmadd_ps(sum, f, all(1.0F / 24.0F));
    sum = _mm256_fmadd_ps(sum, f, all(1.0F / 6.0F));
    sum = _mm256_fmadd_ps(sum, f, all(0.5F));
    sum = _mm256_fmadd_ps(sum, f, all(1.0F));
    sum = _mm256_fmadd_ps(sum, f, all(1.0F));
    const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(sum), exponent));
}

} // namespace neurograft

#endif
