// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/python_random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace neurograft {

namespace {

__extension__ using Wide = unsigned __int128;

/// numpy.random.SeedSequence of one 32-bit number, as far as PCG64 asks: eight 32-bit words.
std::array<std::uint32_t, 8> seedWords(std::uint32_t seed)
{
    constexpr std::uint32_t kMixLeft = 0xca01f9ddU;
    constexpr std::uint32_t kMixRight = 0x4973f715U;
    std::uint32_t constant = 0x43b0d7e5U;
    const auto hash = [&constant](std::uint32_t value) {
        value ^= constant;
        constant *= 0x931e8875U;
        value *= constant;
        return value ^ (value >> 16U);
    };
    const auto mix = [](std::uint32_t x, std::uint32_t y) {
        const std::uint32_t value = kMixLeft * x - kMixRight * y;
        return value ^ (value >> 16U);
    };
    std::array<std::uint32_t, 4> pool{hash(seed), 0, 0, 0};
    for (std::size_t i = 1; i < pool.size(); ++i) {
        pool[i] = hash(0);
    }
    for (std::size_t source = 0; source < pool.size(); ++source) {
        for (std::size_t target = 0; target < pool.size(); ++target) {
            if (source != target) {
                pool[target] = mix(pool[target], hash(pool[source]));
            }
        }
    }
    std::array<std::uint32_t, 8> words{};
    std::uint32_t running = 0x8b51f9ddU;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::uint32_t value = pool[i % pool.size()];
        value ^= running;
        running *= 0x58f38dedU;
        value *= running;
        words[i] = value ^ (value >> 16U);
    }
    return words;
}

/// PCG XSL RR 128/64.
class Pcg64 {
public:
    explicit Pcg64(std::uint32_t seed)
    {
        const std::array<std::uint32_t, 8> words = seedWords(seed);
        std::array<std::uint64_t, 4> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = words[2 * i] | static_cast<std::uint64_t>(words[2 * i + 1]) << 32U;
        }
        const Wide start = static_cast<Wide>(values[0]) << 64U | values[1];
        m_increment = (static_cast<Wide>(values[2]) << 64U | values[3]) << 1U | 1U;
        step();
        m_state += start;
        step();
    }

    /// The lower half of a 64-bit number, then its upper half.
    std::uint32_t next32()
    {
        if (m_hasHalf) {
            m_hasHalf = false;
            return m_half;
        }
        const std::uint64_t value = next64();
        m_hasHalf = true;
        m_half = static_cast<std::uint32_t>(value >> 32U);
        return static_cast<std::uint32_t>(value);
    }

    /// Uniform in [0, most]: as many bits as most has, drawn until they are not above it.
    std::uint32_t upTo(std::uint32_t most)
    {
        std::uint32_t mask = most;
        for (const unsigned shift : {1U, 2U, 4U, 8U, 16U}) {
            mask |= mask >> shift;
        }
        std::uint32_t value = next32() & mask;
        while (value > most) {
            value = next32() & mask;
        }
        return value;
    }

private:
    void step()
    {
        const Wide multiplier = static_cast<Wide>(0x2360ed051fc65da4ULL) << 64U
            | static_cast<Wide>(0x4385df649fccf645ULL);
        m_state = m_state * multiplier + m_increment;
    }
    std::uint64_t next64()
    {
        step();
        const auto folded =
            static_cast<std::uint64_t>(m_state >> 64U) ^ static_cast<std::uint64_t>(m_state);
        const auto turn = static_cast<unsigned>(m_state >> 122U);
        return folded >> turn | folded << ((64U - turn) & 63U);
    }

    Wide m_state = 0;
    Wide m_increment = 0;
    bool m_hasHalf = false;
    std::uint32_t m_half = 0;
};

} // namespace

void MersenneTwister::seed(std::uint32_t number)
{
    m_state[0] = number;
    for (std::uint32_t i = 1; i < kSize; ++i) {
        m_state[i] = 1812433253U * (m_state[i - 1] ^ (m_state[i - 1] >> 30U)) + i;
    }
    m_position = kSize;
}

MersenneTwister MersenneTwister::ofNumpy(std::uint32_t seed)
{
    MersenneTwister twister;
    twister.seed(seed);
    return twister;
}

MersenneTwister MersenneTwister::ofPython(std::uint64_t seed)
{
    std::vector<std::uint32_t> key{static_cast<std::uint32_t>(seed)};
    if (seed >> 32U != 0) {
        key.push_back(static_cast<std::uint32_t>(seed >> 32U));
    }
    MersenneTwister twister;
    twister.seed(19650218U);
    auto& state = twister.m_state;
    std::size_t i = 1;
    std::size_t j = 0;
    const auto wrap = [&] {
        if (++i >= kSize) {
            state[0] = state[kSize - 1];
            i = 1;
        }
    };
    for (std::size_t k = std::max(kSize, key.size()); k > 0; --k) {
        state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30U)) * 1664525U)) + key[j]
            + static_cast<std::uint32_t>(j);
        wrap();
        j = (j + 1) % key.size();
    }
    for (std::size_t k = kSize - 1; k > 0; --k) {
        state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30U)) * 1566083941U))
            - static_cast<std::uint32_t>(i);
        wrap();
    }
    state[0] = 0x80000000U;
    twister.m_position = kSize;
    return twister;
}

void MersenneTwister::refill()
{
    constexpr std::size_t kShift = 397;
    for (std::size_t i = 0; i < kSize; ++i) {
        const std::uint32_t joined =
            (m_state[i] & 0x80000000U) | (m_state[(i + 1) % kSize] & 0x7fffffffU);
        m_state[i] = m_state[(i + kShift) % kSize] ^ (joined >> 1U)
            ^ ((joined & 1U) != 0 ? 0x9908b0dfU : 0U);
    }
    m_position = 0;
}

std::uint32_t MersenneTwister::next()
{
    if (m_position >= kSize) {
        refill();
    }
    std::uint32_t value = m_state[m_position++];
    value ^= value >> 11U;
    value ^= value << 7U & 0x9d2c5680U;
    value ^= value << 15U & 0xefc60000U;
    return value ^ (value >> 18U);
}

std::uint64_t MersenneTwister::below(std::uint64_t n)
{
    int count = 0;
    for (std::uint64_t rest = n; rest != 0; rest >>= 1U) {
        ++count;
    }
    std::uint64_t value = n;
    while (value >= n) {
        value = bits(count);
    }
    return value;
}

std::vector<std::int64_t> MersenneTwister::sample(std::int64_t n, std::int64_t k)
{
    // Python keeps a list of all numbers when that takes less room than a set of the chosen ones.
    double room = 21.0;
    if (k > 5) {
        room += std::pow(4.0, std::ceil(std::log(static_cast<double>(k * 3)) / std::log(4.0)));
    }
    std::vector<std::int64_t> chosen;
    if (static_cast<double>(n) <= room) {
        std::vector<std::int64_t> pool(static_cast<std::size_t>(n));
        std::iota(pool.begin(), pool.end(), std::int64_t{0});
        for (std::int64_t i = 0; i < k; ++i) {
            const auto place = static_cast<std::size_t>(below(static_cast<std::uint64_t>(n - i)));
            chosen.push_back(pool[place]);
            pool[place] = pool[static_cast<std::size_t>(n - i - 1)];
        }
        return chosen;
    }
    std::set<std::int64_t> seen;
    while (static_cast<std::int64_t>(chosen.size()) < k) {
        const auto value = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(n)));
        if (seen.insert(value).second) {
            chosen.push_back(value);
        }
    }
    return chosen;
}

std::uint32_t MersenneTwister::takeShuffleSeed()
{
    const std::uint32_t seed = m_position < kSize ? m_state[m_position] : m_state[0];
    next(); // random() takes two numbers
    next();
    return seed;
}

std::vector<std::int64_t> numpyPermutation(std::uint32_t seed, std::int64_t n)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Pcg64 random(seed);
    for (std::int64_t i = n - 1; i > 0; --i) {
        const std::uint32_t place = random.upTo(static_cast<std::uint32_t>(i));
        std::swap(order[static_cast<std::size_t>(i)], order[place]);
    }
    return order;
}

} // namespace neurograft
