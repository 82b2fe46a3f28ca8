// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/packing.h"

#include "core/run/error.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <c10/util/StringUtil.h>

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::int64_t kNoTarget = -100;

void placeText(TrainingBatch& batch, std::int64_t row, std::int64_t begin, const TokenText& text,
               std::int64_t length, double promptWeight)
{
    auto* ids = batch.ids.mutable_data_ptr<std::int64_t>() + row * batch.ids.size(1) + begin;
    auto* targets =
        batch.targets.mutable_data_ptr<std::int64_t>() + row * batch.ids.size(1) + begin;
    auto* weights = batch.weights.mutable_data_ptr<float>() + row * batch.ids.size(1) + begin;
    for (std::int64_t i = 0; i < length; ++i) {
        ids[i] = text.ids[static_cast<std::size_t>(i)];
        if (i + 1 < length) {
            targets[i] = text.ids[static_cast<std::size_t>(i + 1)];
            weights[i] = i + 1 < text.responseStart ? static_cast<float>(promptWeight) : 1.0F;
        }
    }
}

} // namespace

TrainingBatch packTexts(const std::function<std::optional<TokenText>()>& next,
                        const PackingOptions& options)
{
    const std::vector<std::int64_t> shape{options.rows, options.length};
    TrainingBatch batch{at::full(shape, options.padId, at::kLong),
                        at::full(shape, kNoTarget, at::kLong), at::zeros(shape, at::kFloat)};
    std::vector<std::int64_t> used(static_cast<std::size_t>(options.rows), 0);
    while (const std::optional<TokenText> text = next()) {
        const auto length = std::min(static_cast<std::int64_t>(text->ids.size()), options.length);
        const auto row = std::find_if(used.begin(), used.end(), [&](std::int64_t filled) {
            return filled + length <= options.length;
        });
        if (row == used.end()) {
            break;
        }
        placeText(batch, row - used.begin(), *row, *text, length, options.promptWeight);
        *row += length;
    }
    return batch;
}

at::Tensor tokenLoss(const at::Tensor& logits, const TrainingBatch& batch)
{
    if (logits.dim() != 3 || logits.size(0) != batch.ids.size(0)
        || logits.size(1) != batch.ids.size(1)) {
        throw ShapeError("tokenLoss", "logits [B,T,V] with " + c10::str(batch.ids.sizes()),
                         c10::str(logits.sizes()));
    }
    const at::Tensor losses =
        at::cross_entropy_loss(logits.reshape({-1, logits.size(2)}), batch.targets.reshape({-1}),
                               {}, at::Reduction::None, kNoTarget); // [B*T]
    const at::Tensor weights = batch.weights.reshape({-1});
    return losses.mul(weights).sum().div(weights.sum());
}

} // namespace neurograft
