// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace neurograft {

/// 64-bit FNV-1a of bytes (decisions.md D80).
std::uint64_t fnv1a64(std::string_view bytes);

/// Finaliser of the splitmix64 generator (decisions.md D80).
std::uint64_t splitmix64(std::uint64_t z);

/// Seed of one purpose: splitmix64(fnv1a64(le64(seed) | purpose | 0x00 | le64(index))), decisions.md D80.
/// Purposes in use are listed in decisions.md D83.
std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index);

/// The generator of decisions.md D81 for orders, draws and sampled tokens; random tensors come from LibTorch instead.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index);

    std::uint64_t next();
    /// Uniform integer in [0, n), without modulo bias. @pre n > 0
    std::uint64_t below(std::uint64_t n);
    /// Uniform number in [0, 1) with 53 bits.
    double uniform();
    /// A uniformly drawn order of 0..n-1 (Fisher-Yates from the end).
    std::vector<std::int64_t> permutation(std::int64_t n);

private:
    std::uint64_t m_state;
};

/// The @p count candidates with the smallest keys, in candidate order (ties: smaller candidate first); decisions.md D82.
/// A count of 0 or at least the number of candidates takes all.
/// @param keys one key per candidate; @return indices into @p keys, ascending
std::vector<std::int64_t> drawSmallestKeys(const std::vector<std::uint64_t>& keys,
                                           std::int64_t count);

} // namespace neurograft
