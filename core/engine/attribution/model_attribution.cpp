// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/model_attribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neurograft {

std::vector<std::int64_t> bestLayers(const std::vector<double>& scores, std::int64_t count,
                                     bool laterFirst)
{
    std::vector<std::int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        const double scoreA = scores[static_cast<std::size_t>(a)];
        const double scoreB = scores[static_cast<std::size_t>(b)];
        if (std::isnan(scoreA) || std::isnan(scoreB)) {
            if (std::isnan(scoreA) != std::isnan(scoreB)) {
                return std::isnan(scoreA); // before every number, as the library sorts
            }
        } else if (scoreA != scoreB) {
            return scoreA > scoreB;
        }
        return laterFirst ? a > b : a < b;
    });
    order.resize(std::min(order.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, count))));
    std::sort(order.begin(), order.end());
    return order;
}

} // namespace neurograft
