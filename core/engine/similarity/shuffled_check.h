// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/packed_gram.h"

#include <cstdint>

namespace neurograft {

/// Unbiased CKA of a pair whose samples were shuffled against each other: what "no similarity"
/// looks like. Sound numbers have |mean| within three standard errors of 0 (ux.md 7.8, badge).
struct ShuffledCheck {
    double mean = 0.0; ///< over the permutations; NaN when the pair is undefined
    double error = 0.0; ///< standard error of that mean
    std::int64_t count = 0; ///< permutations
};

/// Permutes the samples of @p teacher against @p student, with the seeds of purpose
/// `similarity.permutation` (D83). Looks at the first 512 samples at most: a check, not a result.
ShuffledCheck shuffledCheck(const PackedGram& student, const PackedGram& teacher,
                            std::uint64_t seed);

} // namespace neurograft
