// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/similarity_map.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// What a map would be without any relation between the samples (similarity.md section 5 (3)):
/// per cell [students, teachers] over permutations of the teacher's samples; NaN where undefined.
struct PermutationNull {
    std::vector<double> mean;
    std::vector<double> quantile95; ///< linear interpolation (decisions.md D54)
};

/// @param samples n of the layers
/// @param afterLayer called after each teacher layer; may throw Canceled
PermutationNull permutationNull(const SimilarityMap& map, std::int64_t samples, std::int64_t count,
                                std::uint64_t seed, const RunContext& context = {},
                                const std::function<void()>& afterLayer = {});

/// 95 % percentile interval of each cell over resamples of whole groups (D54); NaN where undefined.
struct BootstrapInterval {
    std::vector<double> low; ///< quantile 0.025 over the resamples in which a cell is defined
    std::vector<double> high; ///< quantile 0.975
};

/// @param groups text of each sample, ascending
/// @param afterResample called after each resample; may throw Canceled
BootstrapInterval bootstrapInterval(const SimilarityMap& map,
                                    const std::vector<std::int64_t>& groups, std::int64_t count,
                                    std::uint64_t seed, const RunContext& context = {},
                                    const std::function<void()>& afterResample = {});

/// Quantile of @p values by linear interpolation between the two nearest; NaN when there are none.
double quantile(std::vector<double> values, double share);

} // namespace neurograft
