// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/generate/batch_decoder.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace neurograft {

struct RowSamplingOptions {
    DecodeOptions decode; ///< a text ends with its first eos, which is learned too
    std::int64_t batch = 8; ///< rows that are continued together
    std::int64_t longest = 0; ///< tokens of prompt and text, cut on the right (the learner has a
                              ///< context, too); 0: the writing model's context
};

/// The rows with their responses written anew by a model from their prompts, one token at least.
/// The same whatever else is asked for in the same run: draws follow from decode.seed and the row's
/// place. @throws Canceled within a token
std::vector<TokenizedRow> sampledRows(const TransformerModel& model,
                                      const std::vector<const TokenizedRow*>& rows,
                                      const RowSamplingOptions& options, const RunContext& context);

} // namespace neurograft
