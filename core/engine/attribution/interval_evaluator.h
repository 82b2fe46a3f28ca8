// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/delta_evaluator.h"
#include "core/engine/attribution/unembedding_moments.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Intervals around Delta from a part of the vocabulary (attribution.md 5.4, sets without order).
///
/// With S the most probable tokens, R the others, y as in DeltaEvaluator:
/// sum_S p expm1(y) is exact; sum_R p expm1(y) is at least P_R expm1(mean_R y) (Jensen) and at most
/// sum_R p y + max_R p * sum_R y^2 * h(max y) with h(y) = (expm1(y) - y) / y^2, which grows with y;
/// sum_R p y comes from F and sum_R y^2 from one Gram matrix of the unembedding. Products of length
/// d are float32 and their rounding is added to the bounds; everything else is float64.
class IntervalEvaluator {
public:
    static constexpr std::int64_t kMostTokens = 4096; ///< largest size of S there is use for

    /// @param bases with their most probable tokens; must outlive the evaluator
    IntervalEvaluator(const TransformerModel& model, const BaseDistributions& bases,
                      const RunContext& context);

    /// Middle and half width of every interval; infinite where nothing can be said.
    /// @param tokens size of S; all that the bases know if they know fewer
    std::vector<DeltaScores> evaluate(const std::vector<Directions>& directions,
                                      std::int64_t tokens, const RunContext& context) const;

private:
    DeltaScores intervals(const Directions& directions, std::int64_t tokens) const;

    const TransformerModel& m_model;
    const BaseDistributions& m_bases;
    at::Tensor m_gain; ///< [d] float64
    std::shared_ptr<const UnembeddingMoments> m_moments;
    at::Tensor m_targetP; ///< [N]
};

} // namespace neurograft
