// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/attention_mask.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <limits>

namespace neurograft {

namespace {

double mostNegative(at::ScalarType type)
{
    switch (type) {
    case at::kHalf:
        return -65504.0;
    case at::kDouble:
        return std::numeric_limits<double>::lowest();
    case at::kBFloat16:
        return -3.3895313892515355e38;
    default:
        return std::numeric_limits<float>::lowest();
    }
}

/// [T,S] bool: may query t of the last T tokens look at key s? @p window 0 = back to the first.
at::Tensor isVisible(std::int64_t queries, std::int64_t keys, std::int64_t window,
                     at::Device device)
{
    const auto options = at::device(device).dtype(at::kLong);
    const at::Tensor query = at::arange(keys - queries, keys, options).unsqueeze(1);
    const at::Tensor key = at::arange(keys, options).unsqueeze(0);
    const at::Tensor isPast = key.le(query);
    return window == 0 ? isPast : isPast.logical_and(key.gt(query - window));
}

at::Tensor additive(const at::Tensor& visible, at::ScalarType type)
{
    return at::zeros(visible.sizes(), visible.options().dtype(type))
        .masked_fill_(visible.logical_not(), mostNegative(type));
}

/// Mask of all tokens, those in the cache first; undefined when none is padded.
at::Tensor tokenMask(const TokenBatch& batch, const KvCache* cache)
{
    const std::int64_t before = cache != nullptr ? cache->length() : 0;
    if (before == 0) {
        return batch.mask;
    }
    if (!batch.mask.defined() && !cache->mask().defined()) {
        return {};
    }
    const auto options = at::device(batch.ids.device()).dtype(at::kBool);
    const std::int64_t rows = batch.ids.size(0);
    return at::cat({cache->mask().defined() ? cache->mask() : at::ones({rows, before}, options),
                    batch.mask.defined() ? batch.mask : at::ones(batch.ids.sizes(), options)},
                   1);
}

} // namespace

at::Tensor countedPositions(const at::Tensor& mask)
{
    return (mask.to(at::kLong).cumsum(1) - 1).clamp_min(0);
}

at::Tensor causalMask(std::int64_t queries, std::int64_t keys, at::ScalarType type,
                      at::Device device)
{
    return additive(isVisible(queries, keys, 0, device), type).unsqueeze(0).unsqueeze(0);
}

AttentionLayout attentionLayout(const TokenBatch& batch, KvCache* cache, at::ScalarType type,
                                std::int64_t window)
{
    const std::int64_t before = cache != nullptr ? cache->length() : 0;
    const std::int64_t tokens = batch.ids.size(1);
    const std::int64_t keys = before + tokens;
    const at::Device device = batch.ids.device();
    AttentionLayout layout;
    const at::Tensor mask = tokenMask(batch, cache);
    const auto maskOver = [&](std::int64_t reach) { // [B or 1,1,T,S]
        const at::Tensor visible = isVisible(tokens, keys, reach, device).unsqueeze(0);
        return additive(mask.defined() ? visible.logical_and(mask.unsqueeze(1)) : visible, type)
            .unsqueeze(1);
    };
    if (mask.defined()) {
        layout.positions = countedPositions(mask).narrow(1, before, tokens);
        layout.mask = maskOver(0);
        layout.isCausal = false;
    } else {
        layout.positions =
            at::arange(before, keys, at::device(device).dtype(at::kLong)).unsqueeze(0);
        layout.isCausal = tokens > 1 && before == 0;
        if (tokens > 1 && before > 0) {
            layout.mask = maskOver(0);
        }
    }
    if (window > 0 && keys > window) {
        layout.windowMask = maskOver(window);
    }
    if (cache != nullptr) {
        cache->setMask(mask);
    }
    return layout;
}

} // namespace neurograft
