// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/micro_batches.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

using Rows = std::vector<const TokenizedRow*>;

std::vector<Rows> microBatches(Rows rows, std::int64_t size)
{
    std::stable_sort(rows.begin(), rows.end(), [](const TokenizedRow* a, const TokenizedRow* b) {
        return a->ids.size() > b->ids.size();
    });
    std::vector<Rows> groups;
    for (std::size_t begin = 0; begin < rows.size(); begin += static_cast<std::size_t>(size)) {
        const std::size_t end = std::min(rows.size(), begin + static_cast<std::size_t>(size));
        groups.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                            rows.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return groups;
}

double finiteSum(const std::vector<double>& losses, const Rows& rows, const std::string& where)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < losses.size(); ++i) {
        if (!std::isfinite(losses[i])) {
            throw DomainError(where + ", row " + std::to_string(rows[i]->line), "a finite loss",
                              std::to_string(losses[i]),
                              "Lower the learning rate, or compute in float32.");
        }
        sum += losses[i];
    }
    return sum;
}

} // namespace neurograft
