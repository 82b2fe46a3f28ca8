// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// A vocabulary in stages, the tokens first that one of a few distributions finds most probable
/// among those that are not its target.
struct TokenOrder {
    /// What a distribution has in the first stages, and behind them.
    struct Share {
        double reached = 0.0; ///< sum of p up to the end of the stage
        double largestLeft = 0.0; ///< max of p behind it
    };

    std::vector<std::int32_t> ids; ///< [V], ascending within a stage
    std::vector<std::vector<Share>> shares; ///< [distribution][stage]
};

/// Where stages end in a vocabulary of this size: 1/192, 1/48, 1/12, 1/6, 1/3, 1/2, 2/3 of it, all.
std::vector<std::int64_t> tokenStages(std::int64_t vocabulary);

/// @param probabilities [n,V] float64, the targets' own 0
/// @param stages ascending, the last V
TokenOrder tokenOrder(const at::Tensor& probabilities, const std::vector<std::int64_t>& stages);

} // namespace neurograft
