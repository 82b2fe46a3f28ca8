// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/undefined_reason.h"

#include <cmath>
#include <limits>

namespace neurograft {

/// A value and, when there is none, why.
struct Similarity {
    double value = 0.0; ///< NaN unless reason is Defined
    UndefinedReason reason = UndefinedReason::Defined;
};

inline Similarity undefinedSimilarity(UndefinedReason reason)
{
    return {std::numeric_limits<double>::quiet_NaN(), reason};
}

/// Defined when @p value is a finite number, else degenerate.
inline Similarity similarityOf(double value)
{
    return std::isfinite(value) ? Similarity{value, UndefinedReason::Defined}
                                : undefinedSimilarity(UndefinedReason::Degenerate);
}

} // namespace neurograft
