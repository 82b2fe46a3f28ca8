// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/site_search.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kBlock = 64; ///< neurons of a search after its first block
constexpr std::int64_t kBatchElements = 16 * 1024 * 1024; ///< of vectors at once: 64 MB in float32
constexpr std::int64_t kDecidedAtOnce = 32;
constexpr std::int64_t kRoughTokens = 1024; ///< of an interval
constexpr std::int64_t kFineTokens = 4096;

std::vector<double> joinedBounds(const std::vector<SearchedSite*>& sites)
{
    std::vector<double> upper;
    for (const SearchedSite* site : sites) {
        upper.insert(upper.end(), site->scorer->upper().begin(), site->scorer->upper().end());
    }
    return upper;
}

} // namespace

SiteSearch::SiteSearch(std::vector<SearchedSite*> sites, std::int64_t wanted, bool isOrdered)
    : m_sites(std::move(sites)), m_search(joinedBounds(m_sites), wanted, isOrdered),
      m_levels(static_cast<std::size_t>(m_search.count()), Level::None)
{
    std::int64_t offset = 0;
    for (const SearchedSite* site : m_sites) {
        m_offsets.push_back(offset);
        offset += site->scorer->count();
    }
    m_offsets.push_back(offset);
}

FoundNeuron SiteSearch::locate(std::int64_t candidate) const
{
    const auto behind = std::upper_bound(m_offsets.begin(), m_offsets.end(), candidate);
    const auto site = static_cast<std::size_t>(behind - m_offsets.begin() - 1);
    return {site, candidate - m_offsets[site]};
}

std::vector<FoundNeuron> SiteSearch::best() const
{
    std::vector<FoundNeuron> found;
    for (const std::int64_t candidate : m_search.best()) {
        found.push_back(locate(candidate));
    }
    return found;
}

SearchRun::SearchRun(const DeltaEvaluator& evaluator, const IntervalEvaluator* intervals,
                     std::int64_t hiddenSize, const RunContext& context)
    : m_evaluator(evaluator), m_intervals(intervals), m_hiddenSize(hiddenSize), m_context(context)
{
}

std::vector<SearchRun::Request>
SearchRun::requestsOf(SiteSearch& search, const std::vector<std::int64_t>& candidates) const
{
    std::vector<Request> requests;
    std::vector<std::int64_t> sorted = candidates;
    std::sort(sorted.begin(), sorted.end());
    for (const std::int64_t candidate : sorted) {
        const FoundNeuron found = search.locate(candidate);
        if (requests.empty() || requests.back().site != found.site) {
            requests.push_back({&search, found.site, {}});
        }
        requests.back().neurons.push_back(found.neuron);
    }
    return requests;
}

void SearchRun::run(const std::vector<SiteSearch*>& searches, bool isFull)
{
    m_done = 0;
    if (isFull) {
        std::vector<Request> requests;
        for (SiteSearch* search : searches) {
            std::vector<std::int64_t> all(static_cast<std::size_t>(search->m_search.count()));
            std::iota(all.begin(), all.end(), std::int64_t{0});
            for (Request& request : requestsOf(*search, all)) {
                requests.push_back(std::move(request));
            }
        }
        evaluate(std::move(requests), SiteSearch::Level::Float);
    }
    while (!isFull) {
        std::vector<Request> requests;
        for (SiteSearch* search : searches) {
            for (Request& request : requestsOf(*search, search->m_search.nextBlock(kBlock))) {
                requests.push_back(std::move(request));
            }
        }
        if (requests.empty()) {
            break;
        }
        evaluate(std::move(requests),
                 m_intervals != nullptr ? SiteSearch::Level::Interval : SiteSearch::Level::Float);
    }
    refine(searches);
}

/// Packs requests into batches of bounded size and evaluates them.
void SearchRun::evaluate(std::vector<Request> requests, SiteSearch::Level level)
{
    const bool isDecision = level == SiteSearch::Level::Decided;
    const std::int64_t most =
        isDecision ? kDecidedAtOnce : std::max<std::int64_t>(1, kBatchElements / m_hiddenSize);
    std::vector<Request> batch;
    std::int64_t held = 0;
    for (Request& request : requests) {
        const auto total = static_cast<std::int64_t>(request.neurons.size());
        for (std::int64_t first = 0; first < total;) {
            const std::int64_t count = std::min(most - held, total - first);
            const auto begin = request.neurons.begin() + first;
            batch.push_back({request.search, request.site, {begin, begin + count}});
            held += count;
            first += count;
            if (held == most) {
                evaluateBatch(batch, level);
                batch.clear();
                held = 0;
            }
        }
    }
    if (!batch.empty()) {
        evaluateBatch(batch, level);
    }
}

void SearchRun::evaluateBatch(const std::vector<Request>& batch, SiteSearch::Level level)
{
    const auto scorerOf = [](const Request& request) {
        return request.search->m_sites[request.site]->scorer;
    };
    std::int64_t neurons = 0;
    for (const Request& request : batch) {
        scorerOf(request)->begin(request.neurons);
        neurons += static_cast<std::int64_t>(request.neurons.size());
    }
    while (true) {
        std::vector<Directions> directions;
        std::vector<std::size_t> counts;
        for (const Request& request : batch) {
            std::vector<Directions> own = scorerOf(request)->directions();
            counts.push_back(own.size());
            std::move(own.begin(), own.end(), std::back_inserter(directions));
        }
        if (directions.empty()) {
            break;
        }
        const std::vector<DeltaScores> scores = scoresOf(directions, level);
        const DeltaScores* next = scores.data();
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (counts[i] > 0) {
                scorerOf(batch[i])->absorb(next);
            }
            next += counts[i];
        }
    }
    std::vector<Request> open; // this arithmetic could not tell
    for (const Request& request : batch) {
        SearchedSite& site = *request.search->m_sites[request.site];
        const std::int64_t offset = request.search->m_offsets[request.site];
        Request again{request.search, request.site, {}};
        for (std::size_t place = 0; place < request.neurons.size(); ++place) {
            const std::int64_t neuron = request.neurons[place];
            if (!std::isfinite(site.scorer->error(place))) {
                again.neurons.push_back(neuron);
                continue;
            }
            if (!std::isfinite(site.scorer->value(place))) {
                throw DomainError("attribution, layer " + std::to_string(site.scorer->layer())
                                      + ", " + scoreFamilyName(site.scorer->family()) + " neuron "
                                      + std::to_string(neuron),
                                  "a finite score", std::to_string(site.scorer->value(place)));
            }
            const auto candidate = static_cast<std::size_t>(offset + neuron);
            request.search->m_levels[candidate] = level;
            request.search->m_search.set(offset + neuron, site.scorer->value(place),
                                         site.scorer->error(place));
            site.scores[static_cast<std::size_t>(neuron)] = site.scorer->value(place);
            site.sources[static_cast<std::size_t>(neuron)] = site.scorer->bestSource(place);
        }
        if (!again.neurons.empty()) {
            open.push_back(std::move(again));
        }
    }
    report(level == SiteSearch::Level::Float ? neurons : 0);
    if (!open.empty()) {
        evaluate(std::move(open), nextLevel(level));
    }
}

SiteSearch::Level SearchRun::nextLevel(SiteSearch::Level level)
{
    switch (level) {
    case SiteSearch::Level::Interval:
        return SiteSearch::Level::FineInterval;
    case SiteSearch::Level::None:
    case SiteSearch::Level::FineInterval:
        return SiteSearch::Level::Float;
    case SiteSearch::Level::Float:
        return SiteSearch::Level::Double;
    default:
        return SiteSearch::Level::Decided;
    }
}

std::vector<DeltaScores> SearchRun::scoresOf(const std::vector<Directions>& directions,
                                             SiteSearch::Level level) const
{
    switch (level) {
    case SiteSearch::Level::Interval:
        return m_intervals->evaluate(directions, kRoughTokens, m_context);
    case SiteSearch::Level::FineInterval:
        return m_intervals->evaluate(directions, kFineTokens, m_context);
    case SiteSearch::Level::Float:
        return m_evaluator.evaluate(directions, at::kFloat, m_context);
    case SiteSearch::Level::Double:
        return m_evaluator.evaluate(directions, at::kDouble, m_context);
    default:
        break;
    }
    std::vector<DeltaScores> scores;
    for (const Directions& each : directions) {
        scores.push_back(m_evaluator.decide(each, m_context));
    }
    return scores;
}

/// Makes open intervals finer, the roughest first, until every place is certain.
void SearchRun::refine(const std::vector<SiteSearch*>& searches)
{
    while (true) {
        std::map<SiteSearch::Level, std::vector<Request>> finer;
        for (SiteSearch* search : searches) {
            std::map<SiteSearch::Level, std::vector<std::int64_t>> open;
            for (const std::int64_t candidate : search->m_search.unresolved()) {
                open[nextLevel(search->m_levels[static_cast<std::size_t>(candidate)])].push_back(
                    candidate);
            }
            if (open.empty()) {
                continue;
            }
            // What a rougher arithmetic can separate is separated first.
            const auto& [level, candidates] = *open.begin();
            for (Request& request : requestsOf(*search, candidates)) {
                finer[level].push_back(std::move(request));
            }
        }
        if (finer.empty()) {
            return;
        }
        for (auto& [level, requests] : finer) {
            evaluate(std::move(requests), level);
        }
    }
}

void SearchRun::report(std::int64_t neurons)
{
    m_done += neurons;
    m_context.checkpoint({"scores of neurons", 3, 3, m_done, 0, "neurons"});
}

} // namespace neurograft
