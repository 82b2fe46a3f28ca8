// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/site_search.h"

#include "core/engine/support/parallel_items.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kBlock = 64; ///< neurons of a search after its first block
constexpr std::int64_t kBatchElements = 16 * 1024 * 1024; ///< of vectors at once: 64 MB in float32
constexpr std::int64_t kDecidedAtOnce = 32;
constexpr double kNeuronsOfAGathering = 25.0; ///< whose products cost as much as to gather a token

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
      m_levels(static_cast<std::size_t>(m_search.count()))
{
    std::int64_t offset = 0;
    for (const SearchedSite* site : m_sites) {
        m_offsets.push_back(offset);
        offset += site->scorer->count();
    }
    m_offsets.push_back(offset);
}

bool SiteSearch::hasOneSource() const
{
    return std::all_of(m_sites.begin(), m_sites.end(),
                       [](const SearchedSite* site) { return site->scorer->hasOneSource(); });
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
        evaluate(std::move(requests), {Kind::Float, 0});
    }
    while (!isFull) {
        std::map<Level, std::vector<Request>> next;
        for (SiteSearch* search : searches) {
            for (Request& request : requestsOf(*search, search->m_search.nextBlock(kBlock))) {
                next[firstLevel(*search)].push_back(std::move(request));
            }
        }
        if (next.empty()) {
            return;
        }
        for (auto& [level, requests] : next) {
            evaluate(std::move(requests), level);
        }
        refine(searches); // so that the next bounds are compared with what is certain
    }
    refine(searches);
}

/// Packs requests into batches of bounded size and evaluates them.
void SearchRun::evaluate(std::vector<Request> requests, Level level)
{
    const bool isDecision = level.kind == Kind::Decided;
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

void SearchRun::evaluateBatch(const std::vector<Request>& batch, Level level)
{
    m_context.throwIfStopped();
    std::int64_t neurons = 0;
    for (const Request& request : batch) {
        request.search->m_sites[request.site]->scorer->begin(request.neurons);
        neurons += static_cast<std::int64_t>(request.neurons.size());
    }
    if (level.kind == Kind::Interval) {
        advance(batch, level.stage);
    } else {
        evaluateWhole(batch, level);
    }
    const bool isFirst = level.stage == 0 && level.kind < Kind::Double;
    report(isFirst ? neurons : 0);
    takeScores(batch, level);
}

/// Sites that look at the tokens in one order share the products with them; orders in parallel.
void SearchRun::advance(const std::vector<Request>& batch, std::int64_t stage)
{
    std::map<std::int64_t, std::vector<SiteEffects*>> byOrder;
    for (const Request& request : batch) {
        SearchedSite* site = request.search->m_sites[request.site];
        const auto entry = m_effects.try_emplace(site, *site->scorer).first;
        byOrder[m_intervals->orderOf(site->scorer->base())].push_back(&entry->second);
    }
    std::vector<std::vector<SiteEffects*>> groups;
    for (auto& [order, sites] : byOrder) {
        groups.push_back(std::move(sites));
    }
    forEachItem(static_cast<std::int64_t>(groups.size()), [&](std::int64_t i) {
        const std::vector<SiteEffects*>& sites = groups[static_cast<std::size_t>(i)];
        std::vector<EffectRows> requests;
        for (SiteEffects* site : sites) {
            if (stage == 0) {
                site->add(*m_intervals);
            }
            for (EffectRows& rows : site->rows()) {
                requests.push_back(std::move(rows));
            }
        }
        m_intervals->advance(requests, stage);
        for (SiteEffects* site : sites) {
            site->tell(*m_intervals, stage);
        }
    });
}

void SearchRun::evaluateWhole(const std::vector<Request>& batch, Level level)
{
    const auto scorerOf = [](const Request& request) {
        return request.search->m_sites[request.site]->scorer;
    };
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
}

/// Hands what the scorers know to the searches; what this arithmetic cannot tell is evaluated
/// again.
void SearchRun::takeScores(const std::vector<Request>& batch, Level level)
{
    std::vector<Request> open;
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
            site.scores[static_cast<std::size_t>(neuron)] = site.scorer->estimate(place);
            site.sources[static_cast<std::size_t>(neuron)] = site.scorer->bestSource(place);
        }
        if (!again.neurons.empty()) {
            open.push_back(std::move(again));
        }
    }
    if (!open.empty()) {
        // More tokens would not tell either.
        evaluate(std::move(open),
                 level.kind == Kind::Interval ? Level{Kind::Double, 0} : nextLevel(level));
    }
}

SearchRun::Level SearchRun::firstLevel(const SiteSearch& search) const
{
    return m_intervals != nullptr && search.hasOneSource() ? Level{Kind::Interval, 0}
                                                           : Level{Kind::Float, 0};
}

SearchRun::Level SearchRun::nextLevel(Level level) const
{
    switch (level.kind) {
    case Kind::Interval:
        if (isPartOfVocabulary(level)) {
            return {Kind::Interval, level.stage + 1};
        }
        return {Kind::Double, 0}; // the last stage is a whole product in float32
    case Kind::None:
        return {Kind::Float, 0};
    case Kind::Float:
        return {Kind::Double, 0};
    default:
        return {Kind::Decided, 0};
    }
}

bool SearchRun::isPartOfVocabulary(Level level) const
{
    return level.kind == Kind::Interval && level.stage + 1 < m_intervals->stages();
}

/// Whether one product with the whole vocabulary costs less than the stages that are left, each for
/// half as many neurons as the one before: every order gathers its tokens anew.
bool SearchRun::isWholeCheaper(const std::vector<Request>& requests, std::int64_t stage) const
{
    double neurons = 0.0;
    std::set<std::int64_t> orders;
    for (const Request& request : requests) {
        neurons += static_cast<double>(request.neurons.size());
        orders.insert(m_intervals->orderOf(request.search->m_sites[request.site]->scorer->base()));
    }
    const double whole =
        neurons * static_cast<double>(m_intervals->tokensOf(m_intervals->stages() - 1));
    const double gathering = kNeuronsOfAGathering * static_cast<double>(orders.size());
    double left = 0.0;
    for (; stage < m_intervals->stages(); ++stage) {
        const std::int64_t before = stage > 0 ? m_intervals->tokensOf(stage - 1) : 0;
        left += (neurons + gathering) * static_cast<double>(m_intervals->tokensOf(stage) - before);
        neurons /= 2.0;
    }
    return whole < left;
}

std::vector<DeltaScores> SearchRun::scoresOf(const std::vector<Directions>& directions,
                                             Level level) const
{
    if (level.kind != Kind::Decided) {
        return m_evaluator.evaluate(
            directions, level.kind == Kind::Float ? at::kFloat : at::kDouble, m_context);
    }
    std::vector<DeltaScores> scores;
    for (const Directions& each : directions) {
        scores.push_back(m_evaluator.decide(each, m_context));
    }
    return scores;
}

/// Candidates whose place is open, and where the order is told, those whose score is too rough.
std::vector<std::int64_t> SearchRun::openCandidates(const SiteSearch& search) const
{
    std::vector<std::int64_t> open = search.m_search.unresolved();
    if (!search.m_search.isOrdered()) {
        return open;
    }
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> rough = search.m_search.inaccurate(kOrderedAccuracy);
    rough.erase(std::remove_if(rough.begin(), rough.end(),
                               [&](std::int64_t candidate) {
                                   return !isPartOfVocabulary(
                                       search.m_levels[static_cast<std::size_t>(candidate)]);
                               }),
                rough.end());
    std::set_union(open.begin(), open.end(), rough.begin(), rough.end(), std::back_inserter(all));
    return all;
}

/// Makes open intervals finer, the roughest first, until every place is certain.
void SearchRun::refine(const std::vector<SiteSearch*>& searches)
{
    while (true) {
        std::map<Level, std::vector<Request>> finer;
        for (SiteSearch* search : searches) {
            std::map<Level, std::vector<std::int64_t>> open;
            for (const std::int64_t candidate : openCandidates(*search)) {
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
            const bool isWhole =
                level.kind == Kind::Interval && isWholeCheaper(requests, level.stage);
            evaluate(std::move(requests), isWhole ? Level{Kind::Float, 0} : level);
        }
    }
}

void SearchRun::report(std::int64_t neurons)
{
    m_done += neurons;
    m_context.checkpoint({"scores of neurons", 3, 3, m_done, 0, "neurons"});
}

} // namespace neurograft
