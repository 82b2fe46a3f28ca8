// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/site_effects.h"

#include <utility>

namespace neurograft {

SiteEffects::SiteEffects(SiteScorer& scorer)
    : m_scorer(scorer), m_rowOf(static_cast<std::size_t>(scorer.count()), -1)
{
}

void SiteEffects::add(const IntervalEvaluator& evaluator)
{
    const std::vector<Directions> directions = m_scorer.directions();
    m_parts.resize(directions.size());
    std::int64_t row = m_parts.empty() ? 0 : m_parts.front().count();
    for (std::size_t part = 0; part < directions.size(); ++part) {
        m_parts[part].append(evaluator.begin(directions[part]));
    }
    for (const std::int64_t neuron : m_scorer.neurons()) {
        m_rowOf[static_cast<std::size_t>(neuron)] = row++;
    }
}

std::vector<EffectRows> SiteEffects::rows()
{
    std::vector<std::int64_t> rows;
    for (const std::int64_t neuron : m_scorer.neurons()) {
        rows.push_back(m_rowOf[static_cast<std::size_t>(neuron)]);
    }
    std::vector<EffectRows> all;
    for (PartialEffects& part : m_parts) {
        all.push_back({&part, rows});
    }
    return all;
}

void SiteEffects::tell(const IntervalEvaluator& evaluator, std::int64_t stage)
{
    std::vector<DeltaScores> scores;
    for (const EffectRows& each : rows()) {
        scores.push_back(evaluator.intervals(each, stage));
    }
    m_scorer.absorb(scores.data());
}

} // namespace neurograft
