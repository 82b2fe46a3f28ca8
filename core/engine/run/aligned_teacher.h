// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/similarity_inputs.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// M = Sbar_s Sbar_t^T [d_s,d_t] float64 (transfer.md 7.1) from the unembeddings in both folders,
/// on the teacher's device; what lies over the models does not count.
/// @throws as SemanticBasis
at::Tensor wordMapOf(const SimilarityInputs& inputs, const RunContext& context);

/// What the teacher's vectors mean, in the student's word directions: M h / |h| of every row
/// (SemAlign, arXiv:2510.24208, equations 1 and 2).
/// @param samples [n,d_t]; @return [n,d_s] of the same type
at::Tensor inStudentsWords(const at::Tensor& samples, const at::Tensor& map);

} // namespace neurograft
