// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/base_distributions.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Vectors whose effect on the log probability of a target is wanted, in one or several
/// distributions. With a group of several vectors, G neighbours act together and have one score.
struct Directions {
    at::Tensor vectors; ///< [n*G,d] w_i, any float type
    at::Tensor coefficients; ///< [n*G,P] float64, c_i * s of each distribution
    at::Tensor slopes; ///< [n*G,P] float64, <g * q, w_i>
    at::Tensor lengths; ///< [n*G] float64, at least |g * w_i|
    std::int64_t base = 0; ///< its distributions are base .. base + P - 1
    std::int64_t group = 1; ///< G

    std::int64_t count() const { return coefficients.size(0) / group; }
    std::int64_t cases() const { return coefficients.size(1); }
};

/// Scores with what they can be off by.
struct DeltaScores {
    at::Tensor values; ///< [n,P] float64 on the CPU
    at::Tensor errors; ///< [n,P] bound of |value - exact|; infinite: this arithmetic cannot tell
    /// [n,P] inside value +- error, where the exact one is most likely; undefined: the values
    at::Tensor estimates = {};
};

/// First-order scores F = c s <g q, w> and the bound of their rounding (attribution.md 5.4). Since
/// log sum p exp(x) >= sum p x, values + errors bound Delta from above.
DeltaScores firstOrderScores(const Directions& directions, const BaseDistributions& bases,
                             std::int64_t vocabulary);

/// Delta_i = log p(u + c_i w_i) - log p(u) of attribution.md 5.1.
///
/// With y_iv = x_iv - x_{i,t*}: Delta = -log1p( sum_{v != t*} p_v expm1(y_iv) ), and that sum is
/// R - F with R = sum p_v (expm1(y_iv) - y_iv). F comes in float64 from a product of length d; only
/// the small R needs the product over the vocabulary, so that float32 there moves a score by no
/// more than (rounding of y) * sum p |expm1(y)|.
class DeltaEvaluator {
public:
    /// @param bases must outlive the evaluator
    DeltaEvaluator(const TransformerModel& model, const BaseDistributions& bases);

    /// All directions in one pass over the unembedding.
    /// @param type at::kFloat or at::kDouble, of the products over the vocabulary
    std::vector<DeltaScores> evaluate(const std::vector<Directions>& directions,
                                      at::ScalarType type, const RunContext& context) const;

    /// The deciding float64 value (decisions.md D18): one direction at a time, every sum in one
    /// order, so that equal directions get equal values. Errors are 0: nothing finer exists.
    DeltaScores decide(const Directions& directions, const RunContext& context) const;

private:
    const TransformerModel& m_model;
    const BaseDistributions& m_bases;
    at::Tensor m_gain; ///< [d] float64
};

} // namespace neurograft
