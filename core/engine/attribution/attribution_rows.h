// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/tokenized_row.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Which tokens of a response are predicted (attribution.md K6).
enum class TargetPolicy { LastToken, FirstToken, AllResponseTokens };

/// "last-token", "first-token" or "all-response-tokens". @throws UsageError for another word
TargetPolicy targetPolicyFromName(const std::string& name);

/// A row with its response trimmed, and what is predicted in it.
struct AttributionRow {
    std::int64_t line = 0; ///< row of the data file from 0
    std::vector<std::int32_t> ids; ///< what the model reads: up to the last scored position
    std::vector<std::int64_t> positions; ///< scored: the next token is a target
    std::vector<std::int32_t> targets; ///< one per position
};

struct AttributionRows {
    std::vector<AttributionRow> rows;
    std::int64_t skipped = 0; ///< rows without a target (decisions.md D17)

    std::int64_t scoredPositions() const;
    std::int64_t tokens() const;
};

/// @p response without the characters . " space ) newline , ] at its end (attribution.md 1).
std::string trimmedResponse(const std::string& response);

/// Prompt and trimmed response as one text in tokens, with the tokenizer's own special tokens in
/// front and none behind. None: no response token is left, such a row is skipped (D17).
std::optional<TokenizedRow> attributionTokens(const ExampleRow& example,
                                              const Tokenizer& tokenizer);
/// Indices of the predicted tokens, ascending, without a gap. @pre row.hasResponse()
std::vector<std::int64_t> targetTokens(const TokenizedRow& row, TargetPolicy policy);

/// Tokenises prompt and trimmed response together, with the tokenizer's own special tokens in
/// front, and finds the targets (attribution.md 1, K5, K6; decisions.md D5, D13).
/// @throws StudyError when every row is skipped
AttributionRows attributionRows(const Dataset& data, const Tokenizer& tokenizer,
                                TargetPolicy policy);

} // namespace neurograft
