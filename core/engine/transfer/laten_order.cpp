// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/laten_order.h"

#include "core/support/python_random.h"
#include "core/support/random_stream.h"

#include <numeric>

namespace neurograft {

LatenOrder::LatenOrder(bool isCompat, std::uint64_t seed, const Sizes& sizes)
    : m_isCompat(isCompat), m_seed(seed), m_sizes(sizes)
{
    if (m_isCompat) { // one generator for both shuffles, in this order
        MersenneTwister random = MersenneTwister::ofNumpy(static_cast<std::uint32_t>(seed));
        m_extract = numpyPermutation(random.takeShuffleSeed(), sizes.extract);
        m_align = numpyPermutation(random.takeShuffleSeed(), sizes.align);
    } else {
        m_extract = RandomStream(seed, "laten.extract_order", 0).permutation(sizes.extract);
    }
}

std::int64_t LatenOrder::extractRowOf(std::int64_t step) const
{
    return m_extract[static_cast<std::size_t>(step) % m_extract.size()];
}

std::vector<std::int64_t> LatenOrder::alignRowsOf(std::int64_t step) const
{
    std::vector<std::int64_t> rows;
    if (m_sizes.align <= m_sizes.alignPerStep) {
        rows.resize(static_cast<std::size_t>(m_sizes.align));
        std::iota(rows.begin(), rows.end(), std::int64_t{0});
    } else if (m_isCompat) { // random.seed(step), whatever the run's seed
        for (const std::int64_t place : MersenneTwister::ofPython(static_cast<std::uint64_t>(step))
                                            .sample(m_sizes.align, m_sizes.alignPerStep)) {
            rows.push_back(m_align[static_cast<std::size_t>(place)]);
        }
    } else {
        rows = RandomStream(m_seed, "laten.align_sample", static_cast<std::uint64_t>(step))
                   .permutation(m_sizes.align);
        rows.resize(static_cast<std::size_t>(m_sizes.alignPerStep));
    }
    return rows;
}

std::int64_t drawnSeedRow(bool isCompat, std::uint64_t seed, std::int64_t rows)
{
    if (!isCompat) {
        return static_cast<std::int64_t>(
            RandomStream(seed, "laten.seed_row", 0).below(static_cast<std::uint64_t>(rows)));
    }
    MersenneTwister random = MersenneTwister::ofNumpy(static_cast<std::uint32_t>(seed));
    const std::vector<std::int64_t> order = numpyPermutation(random.takeShuffleSeed(), rows);
    return order[MersenneTwister::ofPython(seed).below(static_cast<std::uint64_t>(rows))];
}

} // namespace neurograft
