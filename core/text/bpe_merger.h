// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pair_map.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace neurograft {

/// A symbol on its way to a token: its id and the bytes of text it stands for.
struct BpeSymbol {
    std::int32_t id = 0;
    std::uint32_t bytes = 0;
};

/// One merge: two neighbouring ids become one. Its rank is its place in the list; a smaller rank
/// goes first.
struct MergeRule {
    std::int32_t left = 0;
    std::int32_t right = 0;
    std::int32_t merged = 0;
};

/// The merging step of byte-pair encoding (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1):
/// always the pair of the smallest rank, the leftmost of equals, until no pair is left. A heap and
/// a linked list: O(n log n).
class BpeMerger {
public:
    /// When a pair occurs twice in the list the later rule counts.
    explicit BpeMerger(std::vector<MergeRule> rules);

    /// Merges @p symbols in place.
    void merge(std::vector<BpeSymbol>& symbols) const;

private:
    std::vector<MergeRule> m_rules;
    PairMap m_ranks;
};

} // namespace neurograft
