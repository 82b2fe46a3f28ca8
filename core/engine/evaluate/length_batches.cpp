// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/evaluate/length_batches.h"

#include <algorithm>

namespace neurograft {

std::vector<RowBatch> batchesByLength(const std::vector<std::int64_t>& lengths, RowBatch rows,
                                      std::int64_t batch)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [&lengths](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(batch, 1));
    std::vector<RowBatch> batches;
    for (std::size_t first = 0; first < rows.size(); first += size) {
        const std::size_t end = std::min(first + size, rows.size());
        batches.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(first),
                             rows.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return batches;
}

} // namespace neurograft
