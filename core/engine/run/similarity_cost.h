// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/similarity_inputs.h"

namespace neurograft {

/// What the measures of a run need after the samples are there, for forecasts.
struct SimilarityCost {
    double flops = 0.0; ///< in float64: half the rate of float32
    double hostBytes = 0.0; ///< kept per layer, without Gram matrices that lie in the cache's files
};

/// Work of preparing layers, of all cells, and of permutations, resamples and self maps (the orders
/// of similarity.md 2.10).
/// @pre inputs.samples() > 0
SimilarityCost similarityCost(const SimilarityInputs& inputs);

} // namespace neurograft
