// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/curved_sums.h"

#include "core/engine/support/vector_lanes.h"

#include <cmath>

namespace neurograft {

#ifdef NEUROGRAFT_HAS_VECTOR_LANES

namespace {

/// y^2 (1/2 + y/6 + y^2/24 + … + y^6/40320).
NEUROGRAFT_AVX2 inline __m256 series(__m256 y)
{
    __m256 sum = all(1.0F / 40320.0F);
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 5040.0F));
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 720.0F));
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 120.0F));
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 24.0F));
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 6.0F));
    sum = _mm256_fmadd_ps(sum, y, all(0.5F));
    return _mm256_mul_ps(_mm256_mul_ps(y, y), sum);
}

/// The same as far as it takes for |y| <= 1/8: what is left out is less than 2^-20 of it.
NEUROGRAFT_AVX2 inline __m256 shortSeries(__m256 y)
{
    __m256 sum = all(1.0F / 120.0F);
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 24.0F));
    sum = _mm256_fmadd_ps(sum, y, all(1.0F / 6.0F));
    sum = _mm256_fmadd_ps(sum, y, all(0.5F));
    return _mm256_mul_ps(_mm256_mul_ps(y, y), sum);
}

/// expm1(y) - y.
NEUROGRAFT_AVX2 inline __m256 curved(__m256 y, __m256 size)
{
    if (_mm256_movemask_ps(_mm256_cmp_ps(size, all(0.125F), _CMP_GT_OQ)) == 0) {
        return shortSeries(y);
    }
    const __m256 small = series(y);
    const __m256 isLarge = _mm256_cmp_ps(size, all(0.5F), _CMP_GT_OQ);
    if (_mm256_movemask_ps(isLarge) == 0) {
        return small;
    }
    const __m256 large = _mm256_sub_ps(_mm256_sub_ps(exponential(y), all(1.0F)), y);
    return _mm256_blendv_ps(small, large, isLarge);
}

NEUROGRAFT_AVX2 inline double doubleSumOf(__m256 first, __m256 second)
{
    alignas(32) float lanes[2 * kLanes];
    _mm256_store_ps(lanes, first);
    _mm256_store_ps(lanes + kLanes, second);
    double sum = 0.0;
    for (const float lane : lanes) {
        sum += static_cast<double>(lane);
    }
    return sum;
}

double scalarCurve(double y)
{
    return std::abs(y) < 1e-3 ? y * y * (0.5 + y * (1.0 / 6.0 + y / 24.0)) : std::expm1(y) - y;
}

/// Sum of the parts of eight effects.
NEUROGRAFT_AVX2 inline __m256 effect(const CurvedRow* rows, std::int64_t parts, std::int64_t at)
{
    __m256 y = _mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(rows->u + at), all(rows->origin)),
                             all(rows->scale));
    for (std::int64_t part = 1; part < parts; ++part) {
        const CurvedRow& row = rows[part];
        y = _mm256_fmadd_ps(_mm256_sub_ps(_mm256_loadu_ps(row.u + at), all(row.origin)),
                            all(row.scale), y);
    }
    return y;
}

NEUROGRAFT_AVX2 CurvedSums sumsOf(const CurvedRow* rows, std::int64_t parts, const float* p,
                                  std::int64_t count)
{
    const __m256 sign = all(-0.0F);
    __m256 remainder[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    __m256 magnitude[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    std::int64_t v = 0;
    for (; v + 2 * kLanes <= count; v += 2 * kLanes) {
        for (int chain = 0; chain < 2; ++chain) {
            const std::int64_t at = v + chain * kLanes;
            const __m256 y = effect(rows, parts, at);
            const __m256 size = _mm256_andnot_ps(sign, y);
            const __m256 weights = _mm256_loadu_ps(p + at);
            remainder[chain] = _mm256_fmadd_ps(weights, curved(y, size), remainder[chain]);
            magnitude[chain] = _mm256_fmadd_ps(weights, size, magnitude[chain]);
        }
    }
    CurvedSums sums{doubleSumOf(remainder[0], remainder[1]),
                    doubleSumOf(magnitude[0], magnitude[1])};
    for (; v < count; ++v) {
        double y = 0.0;
        for (std::int64_t part = 0; part < parts; ++part) {
            y += static_cast<double>(rows[part].u[v] - rows[part].origin)
                * static_cast<double>(rows[part].scale);
        }
        sums.remainder += static_cast<double>(p[v]) * scalarCurve(y);
        sums.magnitude += static_cast<double>(p[v]) * std::abs(y);
    }
    return sums;
}

NEUROGRAFT_AVX2 EffectSums allSumsOf(const CurvedRow& row, const float* p, std::int64_t count)
{
    const __m256 sign = all(-0.0F);
    const __m256 zero = _mm256_setzero_ps();
    __m256 remainder[2] = {zero, zero};
    __m256 magnitude[2] = {zero, zero};
    __m256 weighted[2] = {zero, zero};
    __m256 sum[2] = {zero, zero};
    __m256 squares[2] = {zero, zero};
    std::int64_t v = 0;
    for (; v + 2 * kLanes <= count; v += 2 * kLanes) {
        for (int chain = 0; chain < 2; ++chain) {
            const std::int64_t at = v + chain * kLanes;
            const __m256 y = effect(&row, 1, at);
            const __m256 size = _mm256_andnot_ps(sign, y);
            const __m256 weights = _mm256_loadu_ps(p + at);
            remainder[chain] = _mm256_fmadd_ps(weights, curved(y, size), remainder[chain]);
            magnitude[chain] = _mm256_fmadd_ps(weights, size, magnitude[chain]);
            weighted[chain] = _mm256_fmadd_ps(weights, y, weighted[chain]);
            sum[chain] = _mm256_add_ps(sum[chain], y);
            squares[chain] = _mm256_fmadd_ps(y, y, squares[chain]);
        }
    }
    EffectSums sums{doubleSumOf(remainder[0], remainder[1]),
                    doubleSumOf(magnitude[0], magnitude[1]), doubleSumOf(weighted[0], weighted[1]),
                    doubleSumOf(sum[0], sum[1]), doubleSumOf(squares[0], squares[1])};
    for (; v < count; ++v) {
        const double y =
            static_cast<double>(row.u[v] - row.origin) * static_cast<double>(row.scale);
        const auto weight = static_cast<double>(p[v]);
        sums.remainder += weight * scalarCurve(y);
        sums.magnitude += weight * std::abs(y);
        sums.weighted += weight * y;
        sums.sum += y;
        sums.squares += y * y;
    }
    return sums;
}

} // namespace

bool hasCurvedSums()
{
    return hasVectorLanes();
}

CurvedSums curvedSums(const CurvedRow* rows, std::int64_t parts, const float* p, std::int64_t count)
{
    return sumsOf(rows, parts, p, count);
}

EffectSums effectSums(const CurvedRow& row, const float* p, std::int64_t count)
{
    return allSumsOf(row, p, count);
}

#else

bool hasCurvedSums()
{
    return false;
}

CurvedSums curvedSums(const CurvedRow*, std::int64_t, const float*, std::int64_t)
{
    return {};
}

EffectSums effectSums(const CurvedRow&, const float*, std::int64_t)
{
    return {};
}

#endif

} // namespace neurograft
