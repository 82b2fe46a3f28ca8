// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/evaluate/length_batches.h"
#include "core/engine/model/transformer_model.h"
#include "core/evaluate/evaluation_protocol.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One written answer.
struct GeneratedAnswer {
    std::string text; ///< without its eos, and before a stop
    std::string stopReason; ///< eos | stop | length | context
    std::int64_t tokens = 0; ///< new ones, a final eos or stop included
};

/// A prompt and the number its draws are seeded with: item * samples + sample (decisions.md D83).
struct AskedPrompt {
    const std::vector<std::int32_t>* ids = nullptr;
    std::uint64_t index = 0;
};

/// Order of work: by length. A prompt whose answer may meet the end of the model's context goes
/// alone, because padding takes places too and an answer must not depend on its neighbours.
std::vector<RowBatch> planAnswerBatches(const std::vector<std::int64_t>& lengths,
                                        std::int64_t maxNewTokens, std::int64_t longestText,
                                        std::int64_t batch);

/// Answers to the prompts of one batch as a protocol decodes them.
/// @throws errors of decodeBatch(); Canceled
std::vector<GeneratedAnswer> generateAnswers(const TransformerModel& model,
                                             const std::shared_ptr<const Tokenizer>& tokenizer,
                                             const std::vector<AskedPrompt>& prompts,
                                             const EvaluationProtocol& protocol, std::uint64_t seed,
                                             const RunContext& context);

} // namespace neurograft
