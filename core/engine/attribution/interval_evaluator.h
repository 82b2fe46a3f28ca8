// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/delta_evaluator.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Intervals around Delta from a part of the vocabulary (attribution.md 5.4, sets without order).
///
/// With S the most probable tokens, R the others, y as in DeltaEvaluator:
/// sum_S p expm1(y) is exact; sum_R p expm1(y) is at least P_R expm1(mean_R y) (Jensen) and at most
/// sum_R p y + max_R p * sum_R y^2 * h(max y) with h(y) = (expm1(y) - y) / y^2, which grows with y;
/// sum_R p y comes from F and sum_R y^2 from one Gram matrix of the unembedding. Sums are float64;
/// the Gram matrix is formed in float32 and its rounding added to the bound.
class IntervalEvaluator {
public:
    /// One pass over the unembedding for the Gram matrix and the most probable tokens.
    /// @param bases must outlive the evaluator; @param likelyTokens largest size of S
    IntervalEvaluator(const TransformerModel& model, const BaseDistributions& bases,
                      const RunContext& context, std::int64_t likelyTokens = 4096);

    /// Middle and half width of every interval; infinite where nothing can be said.
    /// @param tokens size of S, at most the largest
    std::vector<DeltaScores> evaluate(const std::vector<Directions>& directions,
                                      std::int64_t tokens, const RunContext& context) const;

private:
    DeltaScores intervals(const Directions& directions, std::int64_t tokens) const;

    const TransformerModel& m_model;
    const BaseDistributions& m_bases;
    at::Tensor m_gain; ///< [d] float64
    at::Tensor m_gram; ///< [d,d] float64: sum_v W_v W_v^T
    at::Tensor m_sum; ///< [d] float64: sum_v W_v
    double m_gramRounding = 0.0; ///< of w^T G w, relative to |w|^2
    at::Tensor m_likely; ///< [N,S] ids by probability, the target's own not among them
    at::Tensor m_likelyP; ///< [N,S] their probabilities, descending
    at::Tensor m_targetP; ///< [N]
};

} // namespace neurograft
