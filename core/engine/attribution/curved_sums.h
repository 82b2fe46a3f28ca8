// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// One vector's part in the effect on a block of the vocabulary: (u_v - origin) * scale.
struct CurvedRow {
    const float* u = nullptr; ///< [count]
    float origin = 0.0F;
    float scale = 0.0F;
};

/// What a block adds to a vector's sums; y_v is the sum of its parts.
struct CurvedSums {
    double remainder = 0.0; ///< sum_v p_v (expm1(y_v) - y_v)
    double magnitude = 0.0; ///< sum_v p_v |y_v|
};

/// What one vector's effects y_v = (u_v - origin) * scale on some tokens add up to.
struct EffectSums {
    double remainder = 0.0; ///< sum_v p_v (expm1(y_v) - y_v)
    double magnitude = 0.0; ///< sum_v p_v |y_v|
    double weighted = 0.0; ///< sum_v p_v y_v
    double sum = 0.0; ///< sum_v y_v
    double squares = 0.0; ///< sum_v y_v^2
};

/// Whether this processor has what curvedSums() and effectSums() need (AVX2 and FMA).
bool hasCurvedSums();

/// Both sums in one pass, float32 with 16 chains of additions. |y_v| must stay below 80.
///
/// expm1(y) - y comes from its series up to |y| = 1/2, so that small effects keep their relative
/// accuracy, and from the exponential beyond; either is off by less than 12 * 2^-24 * |expm1(y)|.
/// @param rows [parts], at least one; @param p [count] @pre hasCurvedSums()
CurvedSums curvedSums(const CurvedRow* rows, std::int64_t parts, const float* p,
                      std::int64_t count);

/// All five sums in one pass, with the accuracy of curvedSums(). @pre hasCurvedSums()
EffectSums effectSums(const CurvedRow& row, const float* p, std::int64_t count);

} // namespace neurograft
