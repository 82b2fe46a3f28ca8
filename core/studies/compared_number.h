// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/statistics.h"
#include "core/studies/chain_study.h"

namespace neurograft {

/// A published number beside one's own.
struct ComparedNumber {
    PublishedNumber published;
    MeanAndDeviation own; ///< over the cells it names; n = 0 while nothing is computed
};

} // namespace neurograft
