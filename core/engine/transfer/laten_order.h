// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Which rows a step of LaTen sees (transfer.md 6.4): a locating example of the extract split, and
/// rows of the align split beside it. Depends on nothing but its numbers. Mode `compat` draws as
/// the official scripts do (official_data_order.json), everything else by decisions.md D81 and D83.
class LatenOrder {
public:
    struct Sizes {
        std::int64_t extract = 0; ///< rows, at least one
        std::int64_t align = 0;
        std::int64_t alignPerStep = 15; ///< all of them, in file order, when there are no more
    };
    /// @pre the seed of `compat` fits 32 bits, as NumPy's
    LatenOrder(bool isCompat, std::uint64_t seed, const Sizes& sizes);

    /// The locating example of step @p step, from 0; after the last one the first again.
    std::int64_t extractRowOf(std::int64_t step) const;
    std::vector<std::int64_t> alignRowsOf(std::int64_t step) const;

private:
    bool m_isCompat;
    std::uint64_t m_seed;
    Sizes m_sizes;
    std::vector<std::int64_t> m_extract;
    std::vector<std::int64_t> m_align; ///< shuffled; of compat alone
};

/// The row inference locates by, among @p rows of the train split (6.8): seed 42 of `compat` gives
/// row 73 of 1000.
std::int64_t drawnSeedRow(bool isCompat, std::uint64_t seed, std::int64_t rows);

} // namespace neurograft
