// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

struct TransferStudy;

/// What SemAlign has beside the fields of every adapter (transfer.md 7, arXiv:2510.24208).
struct SemAlignStudy {
    /// v1: the critical layers alone, cosine losses; v2: layers one after the other, relations of
    /// tokens and KL. Results of v2 are "v2-like": only its abstract was at hand.
    std::string version = "v1";
    std::vector<std::int64_t>
        layers; ///< the teacher's critical ones, from 0; empty: by attribution
    std::int64_t critical = 1; ///< how many attribution chooses
    /// Gradient times activation of a layer: absolute value of the sum | sum of absolute values.
    std::string score = "sum";
};

/// A study of method semalign: section 1 of transfer.md.
TransferStudy semAlignDefaults(const TransferStudy& adapter);

/// @throws UsageError naming the option, as checkTransferStudy()
void checkSemAlign(const TransferStudy& study);

} // namespace neurograft
