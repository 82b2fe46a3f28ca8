// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

namespace neurograft {

/// Logits [B,V] float32 behind the last token of a batch, as TransformerModel::lastLogits(), whose
/// keys and values go into @p cache. A stop is looked for at every layer: a long prompt, or one
/// token of a large model, may take seconds.
/// @throws errors of TransformerModel::prepare() and embed(); Canceled, the cache is of no use then
at::Tensor interruptibleLastLogits(const TransformerModel& model, const TokenBatch& batch,
                                   KvCache& cache, const RunContext& context);

/// The same without the logits: only the cache is wanted.
void interruptiblePrefill(const TransformerModel& model, const TokenBatch& batch, KvCache& cache,
                          const RunContext& context);

} // namespace neurograft
