// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_corpus.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Greedy continuations of several prompts, decoded one token at a time with a key/value cache
/// until every row has met @p eosId or has
/// @p limit new tokens. @return the new ids of each prompt, without the end-of-text id
std::vector<std::vector<std::int32_t>>
continueGreedily(const TransformerModel& model,
                 const std::vector<std::vector<std::int32_t>>& prompts, std::int32_t eosId,
                 std::int64_t limit, const RunContext& context);

/// Whether the logits of " A" … " D" after "The answer is:" (evaluation.md 2) are highest for the
/// answer of each text.
std::vector<bool> judgeChoices(const TransformerModel& model, const Tokenizer& tokenizer,
                               const std::vector<CorpusText>& texts, const RunContext& context);

/// Whether the last number of the greedy answer is the last number of the reference answer
/// (evaluation.md 3).
std::vector<bool> judgeSums(const TransformerModel& model, const Tokenizer& tokenizer,
                            const std::vector<CorpusText>& texts, const RunContext& context);

/// Whether the greedy answer is the reference answer, letter by letter once both are stripped.
std::vector<bool> judgeTexts(const TransformerModel& model, const Tokenizer& tokenizer,
                             const std::vector<CorpusText>& texts, const RunContext& context);

/// The measure of one task of the demo data: mmlu by choices, gsm by sums, humaneval and mbpp by
/// texts.
std::vector<bool> judgeTask(const std::string& task, const TransformerModel& model,
                            const Tokenizer& tokenizer, const std::vector<CorpusText>& texts,
                            const RunContext& context);

} // namespace neurograft
