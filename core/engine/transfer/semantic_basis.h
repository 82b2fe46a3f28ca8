// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// Semantic directions of a model (SemAlign, arXiv:2510.24208; transfer.md 7.1): for every word of
/// the vocabulary one vector of the residual stream, a column of (W^T W)^-1 W^T scaled to length
/// one, W [V,d] the unembedding. They are never held at once: V x d numbers in float64 would be
/// twice the unembedding in float32.
class SemanticBasis {
public:
    /// The Gram matrix is made and factored in float64, with a ridge of 1e-8 trace / d.
    /// @param weight [V,d] of any float type; @param words [n] int64, the rows that count
    /// @throws ShapeError for no matrix, DomainError when the Gram matrix cannot be factored
    SemanticBasis(at::Tensor weight, at::Tensor words, const RunContext& context);

    std::int64_t words() const { return m_words.size(0); }
    std::int64_t width() const { return m_weight.size(1); }
    /// Directions of the words @p first to first + count, one a row, [count,d] float64.
    at::Tensor directions(std::int64_t first, std::int64_t count) const;

private:
    at::Tensor m_weight;
    at::Tensor m_words;
    at::Tensor m_factor; ///< [d,d] float64, lower Cholesky factor of the ridged Gram matrix
};

/// Rows below @p size in which neither matrix is zero, [n] int64: the words both models know.
at::Tensor sharedWords(const at::Tensor& teacherWeight, const at::Tensor& studentWeight,
                       std::int64_t size);

/// M = Sbar_s Sbar_t^T [d_s,d_t] float64: sum over the words of the student's direction times the
/// teacher's. M h_t is the student's vector whose words h_t means; the activations over the
/// vocabulary are never formed. With one basis twice it is the recomposition Sbar Sbar^T.
/// @throws ShapeError when the bases have not the same words, Canceled
at::Tensor semanticMap(const SemanticBasis& student, const SemanticBasis& teacher,
                       const RunContext& context);

} // namespace neurograft
