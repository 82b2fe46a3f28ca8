// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/token_sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace neurograft {

namespace {

constexpr std::size_t kFirstSorted = 64;
constexpr std::size_t kSortedGrowth = 8;

/// Ids by probability descending, sorted only as far as they are looked at.
class LikelyIds {
public:
    explicit LikelyIds(const std::vector<double>& weights)
        : m_weights(weights), m_order(weights.size())
    {
        std::iota(m_order.begin(), m_order.end(), std::int32_t{0});
    }

    std::int32_t operator[](std::size_t rank)
    {
        if (rank >= m_sorted) {
            sortMore();
        }
        return m_order[rank];
    }

private:
    void sortMore()
    {
        const std::size_t end =
            std::min(m_order.size(), std::max(kFirstSorted, m_sorted * kSortedGrowth));
        const auto at = [this](std::size_t i) {
            return m_order.begin() + static_cast<std::ptrdiff_t>(i);
        };
        std::partial_sort(at(m_sorted), at(end), m_order.end(),
                          [this](std::int32_t a, std::int32_t b) {
                              const double first = m_weights[static_cast<std::size_t>(a)];
                              const double second = m_weights[static_cast<std::size_t>(b)];
                              return first != second ? first > second : a < b;
                          });
        m_sorted = end;
    }

    const std::vector<double>& m_weights;
    std::vector<std::int32_t> m_order;
    std::size_t m_sorted = 0;
};

} // namespace

std::int32_t sampleToken(const float* logits, std::int64_t size, const SamplingOptions& options,
                         double uniform)
{
    const double largest = *std::max_element(logits, logits + size);
    std::vector<double> weights(static_cast<std::size_t>(size)); // probabilities times one factor
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] = std::exp((static_cast<double>(logits[i]) - largest) / options.temperature);
    }
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    LikelyIds ids(weights);
    const auto weightAt = [&](std::size_t rank) {
        return weights[static_cast<std::size_t>(ids[rank])];
    };
    std::size_t kept = weights.size();
    double mass = total;
    if (options.topP < 1.0) {
        kept = 0;
        mass = 0.0;
        do {
            mass += weightAt(kept++);
        } while (mass < options.topP * total && kept < weights.size());
    }
    double sum = 0.0;
    for (std::size_t rank = 0; rank < kept; ++rank) {
        sum += weightAt(rank);
        if (sum > uniform * mass) {
            return ids[rank];
        }
    }
    return ids[kept - 1]; // the last bit of the sums
}

} // namespace neurograft
