// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/interruptible_pass.h"

namespace neurograft {

namespace {

/// Residual stream after the last layer, [B,T,d].
at::Tensor pass(const TransformerModel& model, const TokenBatch& batch, KvCache& cache,
                const RunContext& context)
{
    const BatchContext shared = model.prepare(batch, &cache);
    at::Tensor x = model.embed(batch); // [B,T,d]
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        context.throwIfStopped();
        x = model.runLayer(layer, x, shared, nullptr, &cache);
    }
    cache.advance(batch.ids.size(1));
    return x;
}

} // namespace

at::Tensor interruptibleLastLogits(const TransformerModel& model, const TokenBatch& batch,
                                   KvCache& cache, const RunContext& context)
{
    return model.head(pass(model, batch, cache, context).select(1, batch.ids.size(1) - 1));
}

void interruptiblePrefill(const TransformerModel& model, const TokenBatch& batch, KvCache& cache,
                          const RunContext& context)
{
    pass(model, batch, cache, context);
}

} // namespace neurograft
