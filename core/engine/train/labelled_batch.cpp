// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/labelled_batch.h"

#include <ATen/ops/tensor.h>

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::int64_t kRowStride = std::int64_t{1} << 32;

} // namespace

std::int64_t labelCount(const TokenizedRow& row, bool wholeText)
{
    const std::int64_t first = wholeText ? 1 : row.responseStart;
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(row.ids.size()) - first);
}

LabelledBatch labelledBatch(const std::vector<const TokenizedRow*>& rows, bool wholeText,
                            std::int32_t padId, at::Device device)
{
    std::vector<std::vector<std::int32_t>> ids;
    for (const TokenizedRow* row : rows) {
        ids.push_back(row->ids);
    }
    LabelledBatch batch;
    batch.tokens = padLeft(ids, padId, device);
    const std::int64_t width = batch.tokens.ids.size(1);
    std::vector<std::int64_t> places, labels, positions;
    positions.reserve(rows.size() * static_cast<std::size_t>(width));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto length = static_cast<std::int64_t>(ids[r].size());
        for (std::int64_t behind = width - 1; behind >= 0; --behind) {
            positions.push_back(rows[r]->line * kRowStride + behind);
        }
        const std::int64_t begin = static_cast<std::int64_t>(r) * width + width - length;
        for (std::int64_t i = length - labelCount(*rows[r], wholeText); i < length; ++i) {
            places.push_back(begin + i - 1);
            labels.push_back(ids[r][static_cast<std::size_t>(i)]);
            batch.rowOf.push_back(static_cast<std::int64_t>(r));
        }
    }
    batch.places = at::tensor(places, at::kLong).to(device);
    batch.labels = at::tensor(labels, at::kLong).to(device);
    batch.positions = at::tensor(positions, at::kLong);
    return batch;
}

} // namespace neurograft
