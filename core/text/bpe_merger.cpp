// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_merger.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace neurograft {

namespace {

/// A pair that could be merged, as one number so that the heap orders by rank, then by position.
std::uint64_t candidate(std::int32_t rank, std::size_t position)
{
    return (std::uint64_t{static_cast<std::uint32_t>(rank)} << 32U) | position;
}

struct Link {
    std::uint32_t previous;
    std::uint32_t next;
};

constexpr std::uint32_t kNone = ~std::uint32_t{0};

} // namespace

BpeMerger::BpeMerger(std::vector<MergeRule> rules) : m_rules(std::move(rules))
{
    m_ranks.reserve(m_rules.size());
    for (std::size_t rank = 0; rank < m_rules.size(); ++rank) {
        m_ranks.set(m_rules[rank].left, m_rules[rank].right, static_cast<std::int32_t>(rank));
    }
}

void BpeMerger::merge(std::vector<BpeSymbol>& symbols) const
{
    if (symbols.size() < 2) {
        return;
    }
    std::vector<std::uint64_t> heap;
    heap.reserve(symbols.size());
    std::vector<Link> links(symbols.size());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const bool hasNext = i + 1 < symbols.size();
        links[i] = {i == 0 ? kNone : static_cast<std::uint32_t>(i - 1),
                    hasNext ? static_cast<std::uint32_t>(i + 1) : kNone};
        const std::int32_t rank =
            hasNext ? m_ranks.find(symbols[i].id, symbols[i + 1].id) : PairMap::kMissing;
        if (rank >= 0) {
            heap.push_back(candidate(rank, i));
        }
    }
    const std::greater<> isLater;
    std::make_heap(heap.begin(), heap.end(), isLater);
    const auto offer = [&](std::size_t left, std::size_t right) {
        const std::int32_t rank = m_ranks.find(symbols[left].id, symbols[right].id);
        if (rank >= 0) {
            heap.push_back(candidate(rank, left));
            std::push_heap(heap.begin(), heap.end(), isLater);
        }
    };
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), isLater);
        const MergeRule& rule = m_rules[static_cast<std::size_t>(heap.back() >> 32U)];
        const std::size_t at = heap.back() & 0xffffffffU;
        heap.pop_back();
        const std::uint32_t next = links[at].next;
        if (symbols[at].id != rule.left || next == kNone || symbols[next].id != rule.right) {
            continue; // an earlier merge has changed this place
        }
        symbols[at] = {rule.merged, symbols[at].bytes + symbols[next].bytes};
        symbols[next].id = -1;
        links[at].next = links[next].next;
        if (links[at].next != kNone) {
            links[links[at].next].previous = static_cast<std::uint32_t>(at);
            offer(at, links[at].next);
        }
        if (links[at].previous != kNone) {
            offer(links[at].previous, at);
        }
    }
    symbols.erase(std::remove_if(symbols.begin(), symbols.end(),
                                 [](const BpeSymbol& symbol) { return symbol.id < 0; }),
                  symbols.end());
}

} // namespace neurograft
