// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/open_model.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What a model expects after a prompt.
struct NextTokens {
    std::vector<std::int32_t> ids; ///< of the prompt, the tokenizer's own frame included
    std::vector<float> logits; ///< [V]
    double logSumExp = 0.0; ///< of the logits

    double probability(std::int32_t id) const;
};

/// One forward pass over @p text.
/// @throws StudyError for a text without tokens or longer than the model's context; FormatError
/// without a tokenizer; Canceled, looked for at every layer
NextTokens nextTokens(const OpenModel& model, const std::string& text, const RunContext& context);

/// One model's answer among several.
struct NextTokenSide {
    std::shared_ptr<const NextTokens> answer; ///< null: this one has none
    std::shared_ptr<const Tokenizer> tokenizer;
};

struct NextTokenScore {
    std::int32_t id = 0;
    std::int64_t rank = 1; ///< among all tokens of its model
    double logit = 0.0;
    double probability = 0.0;
};

/// One token and what each side thinks of it.
struct NextTokenRow {
    std::string token; ///< what it writes; "#517" for an id without a token
    std::vector<std::optional<NextTokenScore>> sides; ///< none: that vocabulary lacks it
};

/// The @p count likeliest tokens of every side, each once with its score on all sides; the largest
/// probability of any side first. Tokens are the same when their ids are, for equal tokenizers
/// (fingerprint), else when they write the same.
std::vector<NextTokenRow> joinNextTokens(const std::vector<NextTokenSide>& sides,
                                         std::size_t count);

} // namespace neurograft
