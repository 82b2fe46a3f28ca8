// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Generalised Jensen-Shannon divergence of the teacher's distribution P and the student's Q at
/// every position (GKD, arXiv:2306.13649, equation 1, as its TRL trainer computes it; transfer.md
/// 8): beta KL(P||m) + (1 - beta) KL(Q||m), m = beta P + (1 - beta) Q in log space, summed over the
/// vocabulary. beta = 0 is KL(P||Q), beta = 1 KL(Q||P), which are not the limits of that formula
/// (those are 0): they have their own branches.
///
/// @param teacherLogits, studentLogits [n,V], float32 or float64, of one device
/// @param beta from 0 to 1
/// @return [n] with the graph of both arguments, zero where P = Q
/// @throws ShapeError when the shapes differ, DomainError for a beta out of range
at::Tensor generalisedDivergence(const at::Tensor& teacherLogits, const at::Tensor& studentLogits,
                                 double beta);

} // namespace neurograft
