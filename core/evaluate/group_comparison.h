// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/paired_comparison.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Two runs on the questions of one group.
struct GroupComparison {
    std::string level; ///< category, subcategory, subject or group
    std::string name;
    PairedComparison paired;
};

/// Compares two runs group by group, by first appearance; when every group is a subject of MMLU its
/// categories and sub-categories stand before the subjects (decisions.md D68). Every group is
/// tested on its own: of twenty groups without any difference one is below p = 0.05 on average.
/// @param a,b values of the same questions in the same order, NaN where not scored
/// @param groups of each question; empty texts belong to no group
/// @throws ShapeError when the lengths differ
std::vector<GroupComparison> compareByGroup(const std::vector<double>& a,
                                            const std::vector<double>& b,
                                            const std::vector<std::string>& groups,
                                            std::uint64_t seed);

} // namespace neurograft
