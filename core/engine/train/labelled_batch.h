// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/model/token_batch.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Rows of text as one rectangle, and what is to be predicted in them (transfer.md 1).
struct LabelledBatch {
    TokenBatch tokens; ///< [B,T], padded on the left
    at::Tensor places; ///< [n] int64 into the [B*T] positions: the next token is a label
    at::Tensor labels; ///< [n] int64
    std::vector<std::int64_t> rowOf; ///< row of each label
    /// [B*T] int64 on the CPU, a number for every position that no other has: line of its row in
    /// the data file * 2^32 + tokens that follow. The same whatever the row is batched with.
    at::Tensor positions;
};

/// Labels are the tokens of the response, or all but the first with @p wholeText.
/// @param padId fills the left; no token ever looks at it
LabelledBatch labelledBatch(const std::vector<const TokenizedRow*>& rows, bool wholeText,
                            std::int32_t padId, at::Device device);

/// Labels of a row.
std::int64_t labelCount(const TokenizedRow& row, bool wholeText);

} // namespace neurograft
