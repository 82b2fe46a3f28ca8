// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/kv_cache.h"
#include "core/engine/model/token_batch.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Where each token of a batch stands and what it may look at (models.md 4.3).
struct AttentionLayout {
    at::Tensor positions; ///< [B or 1, T] int64: real tokens before it, padded positions 0
    at::Tensor mask; ///< additive [B,1,T,S]; undefined when the causal flag (or a single query)
                     ///< says it all
    at::Tensor windowMask; ///< the same for layers with a sliding window; undefined while all
                           ///< tokens fit into it
    bool isCausal = true;
};

/// Layout of @p batch behind what @p cache (may be null) holds; the batch's mask is appended to the
/// cache's.
/// @param window W of the layers that have a sliding window (models.md 4.4), 0 = none
AttentionLayout attentionLayout(const TokenBatch& batch, KvCache* cache, at::ScalarType type,
                                std::int64_t window = 0);

/// Real tokens before each, padded positions 0: [B,S] int64.
at::Tensor countedPositions(const at::Tensor& mask);

/// Additive causal mask [1,1,T,S] for the last T of S tokens: 0 or the most negative finite value
/// of @p type.
at::Tensor causalMask(std::int64_t queries, std::int64_t keys, at::ScalarType type,
                      at::Device device);

} // namespace neurograft
