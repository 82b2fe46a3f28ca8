// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// Residual stream after the last layer, [B,T,d], one progress report per layer.
at::Tensor lastHidden(const TransformerModel& model, const TokenBatch& batch,
                      const RunContext& context);

/// Logits of positions [begin, end) of @p hidden [T,d], a chunk of 64 rows or 16 MB at a time.
/// @throws DomainError when they are not finite, Canceled
void forEachLogits(const TransformerModel& model, const at::Tensor& hidden, std::int64_t begin,
                   std::int64_t end, const RunContext& context,
                   const std::function<void(std::int64_t first, const at::Tensor& logits)>& use);

/// Appends ln p(target of each row of @p logits) for the first rows, one per target; float64 from
/// float32 logits.
/// @param logits [n,V]; @param targets [m] int64, m <= n
void appendLogprobs(const at::Tensor& logits, const at::Tensor& targets,
                    std::vector<double>& logprobs);

} // namespace neurograft
