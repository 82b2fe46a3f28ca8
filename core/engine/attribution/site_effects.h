// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/interval_evaluator.h"
#include "core/engine/attribution/site_scorer.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// What is known of the neurons of one site on their way through the vocabulary. The scorer has one
/// source in every case, so that a neuron's directions do not change.
class SiteEffects {
public:
    explicit SiteEffects(SiteScorer& scorer);

    /// Takes up neurons that were not seen before. The scorer has begun with them.
    void add(const IntervalEvaluator& evaluator);
    /// Of neurons the scorer has begun with, what is to be advanced.
    std::vector<EffectRows> rows();
    /// Hands the intervals of these after a stage to the scorer.
    void tell(const IntervalEvaluator& evaluator, std::int64_t stage);

private:
    SiteScorer& m_scorer;
    std::vector<PartialEffects> m_parts; ///< one per element of the scorer's directions
    std::vector<std::int64_t> m_rowOf; ///< of every neuron of the site, -1: not seen
};

} // namespace neurograft
