// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/certified_search.h"

#include "core/engine/support/infinity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace neurograft {

CertifiedSearch::CertifiedSearch(std::vector<double> upper, std::int64_t k, bool isOrdered)
    : m_upper(std::move(upper)), m_order(m_upper.size()), m_scores(m_upper.size()),
      m_wanted(std::min(k, static_cast<std::int64_t>(m_upper.size()))), m_isOrdered(isOrdered)
{
    std::iota(m_order.begin(), m_order.end(), std::int64_t{0});
    std::stable_sort(m_order.begin(), m_order.end(), [this](std::int64_t a, std::int64_t b) {
        return m_upper[static_cast<std::size_t>(a)] > m_upper[static_cast<std::size_t>(b)];
    });
}

/// The k-th largest lower end, -infinity while fewer are known.
double CertifiedSearch::certainlyReached() const
{
    if (m_evaluated < m_wanted || m_wanted == 0) {
        return -kInfinity;
    }
    std::vector<double> lower;
    for (const Score& score : m_scores) {
        if (score.isKnown) {
            lower.push_back(score.value - score.error);
        }
    }
    const auto kth = lower.begin() + static_cast<std::ptrdiff_t>(m_wanted - 1);
    std::nth_element(lower.begin(), kth, lower.end(), std::greater<>());
    return *kth;
}

std::vector<std::int64_t> CertifiedSearch::nextBlock(std::int64_t block)
{
    if (m_wanted == 0 || m_asked == count()) {
        return {};
    }
    const double low = certainlyReached();
    const auto upperOfNext = [this] {
        return m_upper[static_cast<std::size_t>(m_order[static_cast<std::size_t>(m_asked)])];
    };
    // Strictly below: an equal bound may belong to an equal score.
    if (m_evaluated >= m_wanted && upperOfNext() < low) {
        return {};
    }
    std::int64_t wanted = block;
    if (m_asked == 0) {
        wanted = m_wanted + std::max<std::int64_t>(8, m_wanted / 16);
    }
    std::vector<std::int64_t> chosen;
    while (m_asked < count() && static_cast<std::int64_t>(chosen.size()) < wanted
           && (m_evaluated < m_wanted || upperOfNext() >= low)) {
        chosen.push_back(m_order[static_cast<std::size_t>(m_asked++)]);
    }
    return chosen;
}

void CertifiedSearch::set(std::int64_t candidate, double value, double error)
{
    Score& score = m_scores[static_cast<std::size_t>(candidate)];
    m_evaluated += score.isKnown ? 0 : 1;
    score = {value, error, true};
}

/// Known candidates that may be among the first k, value descending, then index.
std::vector<std::int64_t> CertifiedSearch::contenders() const
{
    if (m_wanted == 0) {
        return {};
    }
    const double low = certainlyReached();
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < m_scores.size(); ++i) {
        if (m_scores[i].isKnown && m_scores[i].value + m_scores[i].error >= low) {
            chosen.push_back(static_cast<std::int64_t>(i));
        }
    }
    std::stable_sort(chosen.begin(), chosen.end(), [this](std::int64_t a, std::int64_t b) {
        return m_scores[static_cast<std::size_t>(a)].value
            > m_scores[static_cast<std::size_t>(b)].value;
    });
    return chosen;
}

/// In for certain are those above the (k+1)-th largest upper end: no k others can pass them.
std::vector<std::int64_t> CertifiedSearch::undecidedMembers() const
{
    const std::vector<std::int64_t> order = contenders();
    if (static_cast<std::int64_t>(order.size()) <= m_wanted) {
        return {};
    }
    std::vector<double> upper;
    for (const std::int64_t candidate : order) {
        const Score& score = m_scores[static_cast<std::size_t>(candidate)];
        upper.push_back(score.value + score.error);
    }
    const auto next = upper.begin() + static_cast<std::ptrdiff_t>(m_wanted);
    std::nth_element(upper.begin(), next, upper.end(), std::greater<>());
    std::vector<std::int64_t> open;
    for (const std::int64_t candidate : order) {
        const Score& score = m_scores[static_cast<std::size_t>(candidate)];
        if (score.error > 0.0 && score.value - score.error <= *next) {
            open.push_back(candidate);
        }
    }
    std::sort(open.begin(), open.end());
    return open;
}

std::vector<std::int64_t> CertifiedSearch::unresolved() const
{
    if (!m_isOrdered) {
        return undecidedMembers();
    }
    const std::vector<std::int64_t> order = contenders();
    const auto score = [&](std::size_t place) -> const Score& {
        return m_scores[static_cast<std::size_t>(order[place])];
    };
    std::vector<bool> isOpen(order.size(), false);
    double leastLower = kInfinity; // of all before
    for (std::size_t place = 0; place < order.size(); ++place) {
        isOpen[place] = score(place).value + score(place).error >= leastLower;
        leastLower = std::min(leastLower, score(place).value - score(place).error);
    }
    double largestUpper = -kInfinity; // of all behind
    for (std::size_t place = order.size(); place-- > 0;) {
        isOpen[place] = isOpen[place] || score(place).value - score(place).error <= largestUpper;
        largestUpper = std::max(largestUpper, score(place).value + score(place).error);
    }
    std::vector<std::int64_t> open;
    for (std::size_t place = 0; place < order.size(); ++place) {
        if (isOpen[place] && score(place).error > 0.0) {
            open.push_back(order[place]);
        }
    }
    std::sort(open.begin(), open.end());
    return open;
}

std::vector<std::int64_t> CertifiedSearch::inaccurate(double accuracy) const
{
    std::vector<std::int64_t> found;
    for (const std::int64_t candidate : contenders()) {
        const Score& score = m_scores[static_cast<std::size_t>(candidate)];
        if (score.error > accuracy * std::abs(score.value)) {
            found.push_back(candidate);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::int64_t> CertifiedSearch::best() const
{
    std::vector<std::int64_t> order = contenders();
    order.resize(std::min(order.size(), static_cast<std::size_t>(m_wanted)));
    if (!m_isOrdered) {
        std::sort(order.begin(), order.end());
    }
    return order;
}

} // namespace neurograft
