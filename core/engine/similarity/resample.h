// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Samples drawn anew from those of a run: a permutation, or a bootstrap with copies.
struct Resample {
    std::vector<std::int64_t> indices; ///< [N] original samples in the order drawn
    std::vector<double> counts; ///< [n] how often each original sample was drawn
};

/// Counts of @p indices among @p n samples. @pre all in [0, n)
Resample resampleOf(std::vector<std::int64_t> indices, std::int64_t n);

/// Resample number @p number of whole groups of samples with replacement, as many groups as there
/// are (decisions.md D54; purpose `similarity.bootstrap`, D83).
/// @param groups group of each sample, ascending: its text
Resample drawGroups(const std::vector<std::int64_t>& groups, std::uint64_t seed,
                    std::int64_t number);

/// Order number @p number of @p n samples (purpose `similarity.permutation`, D83).
std::vector<std::int64_t> drawOrder(std::int64_t n, std::uint64_t seed, std::int64_t number);

} // namespace neurograft
