// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/curved_sums.h"
#include "core/engine/attribution/delta_evaluator.h"
#include "core/engine/attribution/token_order.h"
#include "core/engine/attribution/unembedding_moments.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Directions on their way through the vocabulary, and what the tokens so far add up to.
struct PartialEffects {
    /// One direction in one distribution.
    struct Cell {
        double coefficient = 0.0; ///< c * s
        double atTarget = 0.0; ///< <g * w, W_U[t*]>
        double firstOrder = 0.0; ///< F
        double firstOrderError = 0.0;
        EffectSums sums;
    };
    /// What a direction is in all distributions.
    struct Vector {
        double length = 0.0; ///< at least |g * w|
        double scatter = 0.0; ///< at least sum_v <g * w, W_v - centre>^2 (UnembeddingMoments)
        double atCentre = 0.0; ///< <g * w, centre>
        double offset = 0.0; ///< sum_v <g * w, W_v - centre>
    };

    std::int64_t base = 0; ///< its distributions are base .. base + P - 1
    std::int64_t cases = 0; ///< P
    at::Tensor gained; ///< [n,d] float32, g * w
    std::vector<Vector> vectors; ///< [n]
    std::vector<Cell> cells; ///< [n*P]

    std::int64_t count() const { return static_cast<std::int64_t>(vectors.size()); }
    void append(const PartialEffects& more);
};

/// Some directions of several.
struct EffectRows {
    PartialEffects* effects = nullptr;
    std::vector<std::int64_t> rows;
};

/// Intervals around Delta from the most probable tokens, which grow narrower as more are looked at.
///
/// -Delta = log1p(sum p expm1(y)) with y as in DeltaEvaluator, and that sum is
/// sum p (expm1(y) - y) - F. F is known in float64; the rest is summed over the tokens so far and
/// bounded for those that are left (TailBounds), whose squared effects are what all have, from one
/// Gram matrix of the unembedding, less those of the tokens so far. Products of length d are
/// float32 and their rounding is added to the bounds; everything else is float64.
class IntervalEvaluator {
public:
    /// @param bases with their probabilities; must outlive the evaluator
    /// @param basesTogether so many neighbouring distributions share one order of tokens
    IntervalEvaluator(const TransformerModel& model, const BaseDistributions& bases,
                      std::int64_t basesTogether, const RunContext& context);

    /// Distributions of the same number share one order of tokens.
    std::int64_t orderOf(std::int64_t base) const { return base / m_basesTogether; }
    /// After the last stage nothing is left.
    std::int64_t stages() const { return static_cast<std::int64_t>(m_stages.size()); }
    /// How many tokens have been looked at after a stage.
    std::int64_t tokensOf(std::int64_t stage) const
    {
        return m_stages[static_cast<std::size_t>(stage)];
    }

    /// @param directions without groups
    PartialEffects begin(const Directions& directions) const;
    /// Adds the tokens of a stage; those before have been added. All are of one order. May be
    /// called by several threads for different orders.
    void advance(const std::vector<EffectRows>& requests, std::int64_t stage) const;
    /// Middle, half width and likeliest value of the intervals after a stage, [n,P]; infinitely
    /// wide where nothing can be said.
    DeltaScores intervals(const EffectRows& request, std::int64_t stage) const;
    /// begin(), every stage up to @p stage, and the intervals.
    DeltaScores evaluate(const Directions& directions, std::int64_t stage) const;

private:
    struct Interval {
        double middle = 0.0;
        double half = 0.0;
        double likely = 0.0; ///< inside
    };

    std::int64_t basesIn(std::int64_t order) const;
    Interval intervalOf(const PartialEffects::Vector& vector, const PartialEffects::Cell& cell,
                        std::int64_t base, std::int64_t stage) const;

    const TransformerModel& m_model;
    const BaseDistributions& m_bases;
    std::int64_t m_basesTogether;
    at::Tensor m_gain; ///< [d] float64
    std::shared_ptr<const UnembeddingMoments> m_moments;
    std::vector<double> m_targetP; ///< [N]
    std::vector<double> m_rounding; ///< [N] of the probabilities
    std::vector<std::int64_t> m_stages;
    std::vector<TokenOrder> m_orders;
};

} // namespace neurograft
