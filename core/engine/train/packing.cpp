// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/packing.h"

#include "core/engine/model/attention_mask.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/zeros.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

constexpr std::int64_t kNoTarget = -100;

/// Writes @p text into row @p row from column @p begin as text number @p number.
void placeText(TrainingBatch& batch, std::int64_t row, std::int64_t begin, std::int64_t number,
               const TokenText& text, std::int64_t length, double promptWeight)
{
    const std::int64_t offset = row * batch.ids.size(1) + begin;
    auto* ids = batch.ids.mutable_data_ptr<std::int64_t>() + offset;
    auto* targets = batch.targets.mutable_data_ptr<std::int64_t>() + offset;
    auto* weights = batch.weights.mutable_data_ptr<float>() + offset;
    auto* positions = batch.positions.mutable_data_ptr<std::int64_t>() + offset;
    auto* texts = batch.texts.mutable_data_ptr<std::int64_t>() + offset;
    for (std::int64_t i = 0; i < length; ++i) {
        ids[i] = text.ids[static_cast<std::size_t>(i)];
        positions[i] = i;
        texts[i] = number;
        if (i + 1 < length) {
            const bool isPrompt = i + 1 < text.responseStart;
            targets[i] = text.ids[static_cast<std::size_t>(i + 1)];
            weights[i] = static_cast<float>(isPrompt ? promptWeight : text.responseWeight);
        }
    }
}

} // namespace

TrainingBatch packTexts(const std::function<std::optional<TokenText>()>& next,
                        const PackingOptions& options)
{
    const std::vector<std::int64_t> shape{options.rows, options.length};
    TrainingBatch batch{at::full(shape, options.padId, at::kLong),
                        at::full(shape, kNoTarget, at::kLong), at::zeros(shape, at::kFloat),
                        at::zeros(shape, at::kLong), at::full(shape, -1, at::kLong)};
    std::vector<std::int64_t> used(static_cast<std::size_t>(options.rows), 0);
    std::vector<std::int64_t> count(used);
    while (const std::optional<TokenText> text = next()) {
        const auto length = std::min(static_cast<std::int64_t>(text->ids.size()), options.length);
        const auto row = std::find_if(used.begin(), used.end(), [&](std::int64_t filled) {
            return filled + length <= options.length;
        });
        if (row == used.end()) {
            break;
        }
        const std::int64_t index = row - used.begin();
        placeText(batch, index, *row, count[static_cast<std::size_t>(index)]++, *text, length,
                  options.promptWeight);
        *row += length;
    }
    return batch;
}

at::Tensor packedLogits(const TransformerModel& model, const TrainingBatch& batch)
{
    const at::ScalarType type = model.computeType();
    const at::Tensor sees = batch.texts.unsqueeze(2).eq(batch.texts.unsqueeze(1)); // [B,T,T]
    const at::Tensor ofTexts =
        at::zeros(sees.sizes(), at::kFloat)
            .masked_fill_(sees.logical_not(), std::numeric_limits<float>::lowest() / 2)
            .to(type)
            .unsqueeze(1); // [B,1,T,T]
    const std::int64_t length = batch.ids.size(1);
    const at::Device device = model.device();
    BatchContext context;
    context.rotary =
        rotaryTable(rotaryFrequencies(model.config()).to(device), batch.positions.to(device), type);
    context.attentionMask = ofTexts.to(device).minimum(causalMask(length, length, type, device));
    context.isCausal = false;
    at::Tensor x = model.embed({batch.ids.to(device), {}}); // [B,T,d]
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        x = model.runLayer(layer, x, context);
    }
    return model.head(x);
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
