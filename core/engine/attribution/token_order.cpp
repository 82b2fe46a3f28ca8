// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/token_order.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace neurograft {

namespace {

constexpr std::int64_t kSmallestStage = 16;

/// Larger for a larger @p value (at least 0), then for a smaller id.
std::uint64_t orderKey(float value, std::size_t id)
{
    std::uint32_t bits = 0; // of a positive number: in the order of the numbers
    std::memcpy(&bits, &value, sizeof bits);
    return (static_cast<std::uint64_t>(bits) << 32U)
        | (0xffffffffU - static_cast<std::uint32_t>(id));
}

std::size_t idOf(std::uint64_t key)
{
    return 0xffffffffU - static_cast<std::uint32_t>(key);
}

/// By the largest share that one of the distributions has in a token.
std::vector<std::uint64_t> orderKeys(const double* p, std::int64_t count, std::size_t vocabulary)
{
    std::vector<float> largest(vocabulary, 0.0F);
    for (std::int64_t row = 0; row < count; ++row, p += vocabulary) {
        double sum = 0.0;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            sum += p[v];
        }
        const double scale = sum > 0.0 ? 1.0 / sum : 0.0;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            largest[v] = std::max(largest[v], static_cast<float>(p[v] * scale));
        }
    }
    std::vector<std::uint64_t> keys(vocabulary);
    for (std::size_t v = 0; v < vocabulary; ++v) {
        keys[v] = orderKey(largest[v], v);
    }
    return keys;
}

} // namespace

std::vector<std::int64_t> tokenStages(std::int64_t vocabulary)
{
    std::vector<std::int64_t> stages;
    const std::int64_t ends[] = {vocabulary / 192,   vocabulary / 48, vocabulary / 12,
                                 vocabulary / 6,     vocabulary / 3,  vocabulary / 2,
                                 vocabulary / 3 * 2, vocabulary};
    for (const std::int64_t end : ends) {
        if (end == vocabulary
            || (end >= kSmallestStage && (stages.empty() || end > stages.back()))) {
            stages.push_back(end);
        }
    }
    return stages;
}

TokenOrder tokenOrder(const at::Tensor& probabilities, const std::vector<std::int64_t>& stages)
{
    const at::Tensor host = probabilities.cpu().contiguous();
    const auto* p = host.const_data_ptr<double>();
    const auto vocabulary = static_cast<std::size_t>(host.size(1));
    std::vector<std::uint64_t> keys = orderKeys(p, host.size(0), vocabulary);
    auto end = keys.end();
    for (std::size_t stage = stages.size() - 1; stage-- > 0;) {
        const auto cut = keys.begin() + stages[stage];
        std::nth_element(keys.begin(), cut, end, std::greater<>());
        end = cut;
    }
    std::vector<std::uint8_t> stageOf(vocabulary);
    std::vector<std::size_t> next; // place of each stage's next id
    std::size_t place = 0;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        next.push_back(place);
        for (; place < static_cast<std::size_t>(stages[stage]); ++place) {
            stageOf[idOf(keys[place])] = static_cast<std::uint8_t>(stage);
        }
    }
    TokenOrder order;
    order.ids.resize(vocabulary);
    for (std::size_t id = 0; id < vocabulary; ++id) {
        order.ids[next[stageOf[id]]++] = static_cast<std::int32_t>(id);
    }
    for (std::int64_t row = 0; row < host.size(0); ++row, p += vocabulary) {
        std::vector<double> sums(stages.size(), 0.0);
        std::vector<double> largest(stages.size(), 0.0);
        for (std::size_t id = 0; id < vocabulary; ++id) {
            sums[stageOf[id]] += p[id];
            largest[stageOf[id]] = std::max(largest[stageOf[id]], p[id]);
        }
        std::vector<TokenOrder::Share> shares(stages.size());
        double reached = 0.0;
        for (std::size_t stage = 0; stage < stages.size(); ++stage) {
            reached += sums[stage];
            shares[stage].reached = reached;
        }
        double left = 0.0;
        for (std::size_t stage = stages.size(); stage-- > 0;) {
            shares[stage].largestLeft = left;
            left = std::max(left, largest[stage]);
        }
        order.shares.push_back(std::move(shares));
    }
    return order;
}

} // namespace neurograft
