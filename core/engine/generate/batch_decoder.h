// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/generate/token_sampler.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// When and how a batch of rows goes on (models.md 4.5).
struct DecodeOptions {
    std::int64_t maxNewTokens = 128;
    SamplingOptions sampling;
    std::uint64_t seed = 42;
    std::vector<std::int32_t> eosIds;
    std::vector<std::vector<std::int32_t>> stopSequences; ///< compared with the tail of new ids
};

/// Why a row ended.
enum class StopReason {
    Eos, ///< one of the eos ids, which is the last of the row's ids
    Sequence, ///< a stop sequence, which the row's ids end in
    Text, ///< the caller's wish: a stop string
    Length, ///< maxNewTokens
    Context, ///< the model's context is full
};

/// A prompt and the number its draws are seeded with (decisions.md D83, generate.sample).
struct DecodeRow {
    std::vector<std::int32_t> prompt; ///< at least one token
    std::uint64_t index = 0;
};

struct DecodedRow {
    std::vector<std::int32_t> ids; ///< new ones
    StopReason reason = StopReason::Length;
};

/// Told of every new token; the row ends when it returns true (a stop string has appeared).
using TokenCallback = std::function<bool(std::size_t row, std::int32_t id)>;

struct DecodedBatch {
    std::vector<DecodedRow> rows; ///< as the prompts
    double seconds = 0.0; ///< spent on tokens after the first of each row: prompts are not counted
    std::int64_t tokens = 0; ///< generated in that time
};

/// Greedy or sampled continuation of all rows at once, with a key/value cache; prompts are padded
/// on the left, rows that end leave the batch. A row's tokens do not depend on the other rows
/// beyond rounding. One wait for the device per step.
/// @throws StudyError when a prompt is empty or longer than the model's context
DecodedBatch decodeBatch(const TransformerModel& model, const std::vector<DecodeRow>& rows,
                         const DecodeOptions& options, const TokenCallback& onToken,
                         const RunContext& context);

} // namespace neurograft
