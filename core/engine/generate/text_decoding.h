// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/generate/batch_decoder.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// A continuation as text.
struct DecodedText {
    std::vector<std::int32_t> ids; ///< every new token, a final eos or stop included
    std::string text; ///< without its eos, and before a stop; empty without a tokenizer
    StopReason reason = StopReason::Length;
};

struct DecodedTexts {
    std::vector<DecodedText> rows; ///< as the prompts
    double tokensPerSecond = 0.0; ///< prompts not counted; 0 for single tokens
};

/// Told of every new token and of the text that is certain now.
using TextCallback = std::function<void(std::size_t row, std::int32_t id, const std::string& text)>;

/// eos | stop | length | context
const char* stopReasonWord(StopReason reason);

/// Ids that end a text of this model: the config's, else the tokenizer's (may be null).
std::vector<std::int32_t> endOfTextIds(const ModelConfig& config, const Tokenizer* tokenizer);

/// decodeBatch() with texts: rows end before the first of @p stops that appears.
/// @param tokenizer null = no texts, and no stops
/// @param onText may be empty
/// @throws as decodeBatch()
DecodedTexts decodeTexts(const TransformerModel& model,
                         const std::shared_ptr<const Tokenizer>& tokenizer,
                         const std::vector<DecodeRow>& rows, const DecodeOptions& options,
                         const std::vector<std::string>& stops, const TextCallback& onText,
                         const RunContext& context);

} // namespace neurograft
