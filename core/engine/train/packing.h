// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace neurograft {

/// A tokenized text to learn from.
struct TokenText {
    std::vector<std::int32_t> ids; ///< end-of-text id included
    std::int64_t responseStart = 0; ///< index of the first token of the answer
    double responseWeight = 1.0; ///< weight of each token of the answer in the loss
};

/// What one training step sees. A row holds several whole texts one after the other; none of them
/// sees another.
struct TrainingBatch {
    at::Tensor ids; ///< [B,T] int64
    at::Tensor targets; ///< [B,T] int64: the next token of the same text; -100 where there is none
    at::Tensor weights; ///< [B,T] float32: share of the target in the loss
    at::Tensor positions; ///< [B,T] int64: place of the token in its text
    at::Tensor texts; ///< [B,T] int64: number of the text in its row from 0; -1 for padding
};

struct PackingOptions {
    std::int64_t rows = 24; ///< B
    std::int64_t length = 128; ///< T
    double promptWeight =
        1.0; ///< weight of tokens before the answer; 0 trains the answer only (transfer.md 1)
    std::int32_t padId = 0; ///< fills the rest of a row
};

/// Fills a batch with texts from @p next until one fits in no row any more (first row with room
/// takes it). A text longer than a row is cut on the right. Ends early when @p next has no more; a
/// row may stay empty then.
TrainingBatch packTexts(const std::function<std::optional<TokenText>()>& next,
                        const PackingOptions& options);

/// Logits [B,T,V] of a packed batch: attention is causal inside each text and nothing else,
/// positions count from each text's start.
at::Tensor packedLogits(const TransformerModel& model, const TrainingBatch& batch);

/// Weighted mean of the cross-entropy of every target, in float32 (models.md 7).
/// @param logits [B,T,V] float32; @throws ShapeError when the leading axes differ from the batch's
at::Tensor tokenLoss(const at::Tensor& logits, const TrainingBatch& batch);

} // namespace neurograft
