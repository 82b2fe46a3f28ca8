// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// The column of each row, no column twice, with the largest sum of weights: the linear assignment
/// problem, exactly, by shortest augmenting paths with potentials (Jonker and Volgenant 1987,
/// Computing 38:325, without its starting heuristics). Time rows² · columns; equal sums are decided
/// by the order of the columns.
/// @param weights row-major [rows, columns]
/// @throws ShapeError when there are more rows than columns or another number of weights;
/// DomainError for a weight that is not finite
std::vector<std::int64_t> optimalAssignment(const std::vector<double>& weights, std::int64_t rows,
                                            std::int64_t columns);

} // namespace neurograft
