// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/resample.h"

#include "core/support/random_stream.h"

#include <utility>

namespace neurograft {

Resample resampleOf(std::vector<std::int64_t> indices, std::int64_t n)
{
    Resample resample;
    resample.counts.assign(static_cast<std::size_t>(n), 0.0);
    for (const std::int64_t index : indices) {
        resample.counts[static_cast<std::size_t>(index)] += 1.0;
    }
    resample.indices = std::move(indices);
    return resample;
}

Resample drawGroups(const std::vector<std::int64_t>& groups, std::uint64_t seed,
                    std::int64_t number)
{
    std::vector<std::size_t> starts; // of each group, and the end
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == 0 || groups[i] != groups[i - 1]) {
            starts.push_back(i);
        }
    }
    const std::size_t count = starts.size();
    starts.push_back(groups.size());
    RandomStream stream(seed, "similarity.bootstrap", static_cast<std::uint64_t>(number));
    std::vector<std::int64_t> indices;
    indices.reserve(groups.size());
    for (std::size_t k = 0; k < count; ++k) {
        const auto group = static_cast<std::size_t>(stream.below(count));
        for (std::size_t i = starts[group]; i < starts[group + 1]; ++i) {
            indices.push_back(static_cast<std::int64_t>(i));
        }
    }
    return resampleOf(std::move(indices), static_cast<std::int64_t>(groups.size()));
}

std::vector<std::int64_t> drawOrder(std::int64_t n, std::uint64_t seed, std::int64_t number)
{
    RandomStream stream(seed, "similarity.permutation", static_cast<std::uint64_t>(number));
    return stream.permutation(n);
}

} // namespace neurograft
