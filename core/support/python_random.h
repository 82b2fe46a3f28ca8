// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace neurograft {

/// The generators behind the row orders of the official scripts (official_data_order.json), bit for
/// bit, so that `compat` runs see the rows in the order theirs did. Everything else draws from
/// RandomStream.

/// MT19937 (Matsumoto and Nishimura 1998) as Python and NumPy seed it.
class MersenneTwister {
public:
    /// numpy.random.seed(seed).
    static MersenneTwister ofNumpy(std::uint32_t seed);
    /// random.seed(seed) of Python for a number from 0.
    static MersenneTwister ofPython(std::uint64_t seed);

    std::uint32_t next();
    /// random.getrandbits(bits), bits from 1 to 32.
    std::uint32_t bits(int count) { return next() >> (32 - count); }
    /// random.randrange(n) and random.choice(): a number below n. @pre n > 0
    std::uint64_t below(std::uint64_t n);
    /// random.sample(range(n), k): k different numbers below n, in the order drawn.
    std::vector<std::int64_t> sample(std::int64_t n, std::int64_t k);
    /// The seed that datasets' Dataset.shuffle() takes from the state of NumPy's generator when it
    /// is given none; advances it by one random().
    std::uint32_t takeShuffleSeed();

private:
    void seed(std::uint32_t number);
    void refill();

    static constexpr std::size_t kSize = 624;
    std::array<std::uint32_t, kSize> m_state{};
    std::size_t m_position = kSize;
};

/// numpy.random.default_rng(seed).permutation(n): PCG64 (O'Neill 2014) behind SeedSequence.
std::vector<std::int64_t> numpyPermutation(std::uint32_t seed, std::int64_t n);

} // namespace neurograft
