// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/certified_search.h"
#include "core/engine/attribution/interval_evaluator.h"
#include "core/engine/attribution/site_effects.h"
#include "core/engine/attribution/site_scorer.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

namespace neurograft {

/// One site and what is known of its neurons' scores.
struct SearchedSite {
    SiteScorer* scorer = nullptr;
    std::vector<double> scores; ///< estimates; NaN where not evaluated
    std::vector<std::int64_t> sources; ///< best source, where sources are told apart

    explicit SearchedSite(SiteScorer& scored)
        : scorer(&scored), scores(static_cast<std::size_t>(scored.count()),
                                  std::numeric_limits<double>::quiet_NaN()),
          sources(static_cast<std::size_t>(scored.count()), -1)
    {
    }
};

/// A neuron of one of the sites of a search.
struct FoundNeuron {
    std::size_t site = 0; ///< index into SiteSearch::sites
    std::int64_t neuron = 0;
};

/// The best neurons of one site, or of several together (attribution.md K10).
class SiteSearch {
public:
    /// @param sites in the order that decides between equal scores; must outlive the search
    /// @param isOrdered whether the order of the best is wanted, or only which they are
    SiteSearch(std::vector<SearchedSite*> sites, std::int64_t wanted, bool isOrdered = true);

    std::int64_t evaluated() const { return m_search.evaluated(); }
    std::vector<FoundNeuron> best() const;

private:
    friend class SearchRun;

    /// How finely a score is known: intervals of growing stages, then three kinds of arithmetic.
    struct Level {
        enum class Kind : std::uint8_t { None, Interval, Float, Double, Decided };
        Kind kind = Kind::None;
        std::int64_t stage = 0; ///< of an interval

        bool operator<(const Level& other) const
        {
            return kind != other.kind ? kind < other.kind : stage < other.stage;
        }
    };

    bool hasOneSource() const;
    FoundNeuron locate(std::int64_t candidate) const;

    std::vector<SearchedSite*> m_sites;
    std::vector<std::int64_t> m_offsets; ///< first candidate of each site, and the end
    CertifiedSearch m_search;
    std::vector<Level> m_levels; ///< per candidate
};

/// Carries out searches together, each pass over the unembedding serving all of them: products in
/// float32, of the most probable tokens first where there are intervals, those that this leaves
/// open in float64, those that are still open one by one (attribution.md 5.4). A search for an
/// order goes on until every score among the best is certain to kOrderedAccuracy of its value, too;
/// estimates are about ten times closer.
class SearchRun {
public:
    static constexpr double kOrderedAccuracy = 2e-4;

    /// @param intervals may be null: whole products at once
    SearchRun(const DeltaEvaluator& evaluator, const IntervalEvaluator* intervals,
              std::int64_t hiddenSize, const RunContext& context);

    /// @param isFull every neuron gets a score; else only those that could be among the best
    void run(const std::vector<SiteSearch*>& searches, bool isFull);

private:
    using Level = SiteSearch::Level;
    using Kind = Level::Kind;

    /// Candidates of one site of one search.
    struct Request {
        SiteSearch* search = nullptr;
        std::size_t site = 0;
        std::vector<std::int64_t> neurons;
    };

    std::vector<Request> requestsOf(SiteSearch& search,
                                    const std::vector<std::int64_t>& candidates) const;
    void evaluate(std::vector<Request> requests, Level level);
    void evaluateBatch(const std::vector<Request>& batch, Level level);
    void advance(const std::vector<Request>& batch, std::int64_t stage);
    void evaluateWhole(const std::vector<Request>& batch, Level level);
    void takeScores(const std::vector<Request>& batch, Level level);
    std::vector<std::int64_t> openCandidates(const SiteSearch& search) const;
    void refine(const std::vector<SiteSearch*>& searches);
    void report(std::int64_t neurons);

    Level firstLevel(const SiteSearch& search) const;
    Level nextLevel(Level level) const;
    bool isPartOfVocabulary(Level level) const;
    bool isWholeCheaper(const std::vector<Request>& requests, std::int64_t stage) const;
    std::vector<DeltaScores> scoresOf(const std::vector<Directions>& directions, Level level) const;

    const DeltaEvaluator& m_evaluator;
    const IntervalEvaluator* m_intervals;
    std::int64_t m_hiddenSize;
    const RunContext& m_context;
    std::map<const SearchedSite*, SiteEffects> m_effects; ///< of sites with intervals
    std::int64_t m_done = 0;
};

} // namespace neurograft
