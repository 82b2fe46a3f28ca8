// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/token_batch.h"

#include "core/run/error.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace neurograft {

TokenBatch padLeft(const std::vector<std::vector<std::int32_t>>& rows, std::int32_t padId,
                   at::Device device)
{
    std::size_t longest = 0;
    std::size_t shortest = rows.empty() ? 0 : rows.front().size();
    for (const auto& row : rows) {
        longest = std::max(longest, row.size());
        shortest = std::min(shortest, row.size());
    }
    if (longest == 0) {
        throw ShapeError("padLeft", "at least one token", "none");
    }
    const auto batch = static_cast<std::int64_t>(rows.size());
    const auto width = static_cast<std::int64_t>(longest);
    at::Tensor ids = at::empty({batch, width}, at::kLong);
    at::Tensor mask = at::empty({batch, width}, at::kBool);
    auto* idData = ids.data_ptr<std::int64_t>();
    auto* maskData = mask.data_ptr<bool>();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t padding = longest - rows[r].size();
        for (std::size_t t = 0; t < longest; ++t) {
            const bool isReal = t >= padding;
            idData[r * longest + t] = isReal ? rows[r][t - padding] : padId;
            maskData[r * longest + t] = isReal;
        }
    }
    TokenBatch result;
    result.ids = ids.to(device);
    if (shortest != longest) {
        result.mask = mask.to(device);
    }
    return result;
}

} // namespace neurograft
