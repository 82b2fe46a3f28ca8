// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/random_stream.h"

#include <string>
#include <vector>

namespace neurograft {

/// Damages files the way broken disks, other writers and hostile hands do. The same seed gives the
/// same files.
class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : m_random(seed, "fuzz", 0) { }

    /// @p bytes with one to eight changes; most of them near the start, where headers are.
    std::string mutate(std::string bytes);
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(m_random.below(n)); }

private:
    void change(std::string& bytes);
    std::size_t place(std::size_t size);

    RandomStream m_random;
};

} // namespace neurograft
