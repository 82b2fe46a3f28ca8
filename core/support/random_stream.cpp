// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/random_stream.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15ULL;

void appendLittleEndian(std::string& bytes, std::uint64_t value)
{
    for (int shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<char>((value >> shift) & 0xffU));
    }
}

} // namespace

std::uint64_t fnv1a64(std::string_view bytes)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    }
    return hash;
}

std::uint64_t splitmix64(std::uint64_t z)
{
    z += kGoldenGamma;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index)
{
    std::string bytes;
    bytes.reserve(purpose.size() + 17);
    appendLittleEndian(bytes, seed);
    bytes.append(purpose);
    bytes.push_back('\0');
    appendLittleEndian(bytes, index);
    return splitmix64(fnv1a64(bytes));
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index)
    : m_state(deriveSeed(seed, purpose, index))
{
}

std::uint64_t RandomStream::next()
{
    const std::uint64_t value = splitmix64(m_state);
    m_state += kGoldenGamma;
    return value;
}

std::uint64_t RandomStream::below(std::uint64_t n)
{
    const std::uint64_t threshold = (0 - n) % n; // 2^64 mod n
    std::uint64_t value = next();
    while (value < threshold) {
        value = next();
    }
    return value % n;
}

double RandomStream::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t n)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[below(i)]);
    }
    return order;
}

std::vector<std::int64_t> drawSmallestKeys(const std::vector<std::uint64_t>& keys,
                                           std::int64_t count)
{
    std::vector<std::int64_t> candidates(keys.size());
    std::iota(candidates.begin(), candidates.end(), std::int64_t{0});
    if (count <= 0 || static_cast<std::size_t>(count) >= keys.size()) {
        return candidates;
    }
    const auto isBefore = [&keys](std::int64_t a, std::int64_t b) {
        const std::uint64_t keyA = keys[static_cast<std::size_t>(a)];
        const std::uint64_t keyB = keys[static_cast<std::size_t>(b)];
        return keyA != keyB ? keyA < keyB : a < b;
    };
    std::nth_element(candidates.begin(), candidates.begin() + count, candidates.end(), isBefore);
    candidates.resize(static_cast<std::size_t>(count));
    std::sort(candidates.begin(), candidates.end());
    return candidates;
}

} // namespace neurograft
