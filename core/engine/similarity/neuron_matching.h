// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// How well two sets of neurons go together, by the correlation of their coefficients over shared
/// samples ("hard correlation match", similarity.md 7.3; Li et al. 2016, arXiv:1511.07543,
/// section 3.2).
struct NeuronMatching {
    /// Teacher neuron of each student neuron, by place in its set; −1 when the teacher's set is the
    /// smaller one and none is left.
    std::vector<std::int64_t> teacher;
    std::vector<double> correlation; ///< of those pairs; NaN without one
    std::vector<double> ranked; ///< of the i-th with the i-th (LaTen's pairs); NaN past the end
    double matchedMean = 0.0; ///< over the pairs of the assignment
    double rankedMean = 0.0;
    double bestMean = 0.0; ///< of each student neuron's highest correlation, teachers repeated
};

/// Pearson correlations of columns, [n_s, n_t] float64; 0 for a column that is constant: it goes
/// with nothing.
/// @param student [n, n_s] coefficients, @param teacher [n, n_t] of the same samples in the same
/// order, any float dtype
/// @throws ShapeError for other shapes or fewer than 3 samples, DomainError for values that are not
/// finite
at::Tensor coefficientCorrelations(const at::Tensor& student, const at::Tensor& teacher);

/// The assignment with the largest sum of @p correlations, exactly.
/// @throws ShapeError, DomainError
NeuronMatching matchNeurons(const at::Tensor& correlations);

} // namespace neurograft
