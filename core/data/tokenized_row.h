// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// One row as a model sees it.
struct TokenizedRow {
    std::int64_t line = 0; ///< row of the data file from 0
    std::vector<std::int32_t> ids; ///< the tokenizer's own special tokens included, once, in front
    std::vector<CharSpan> offsets; ///< code points of prompt + response, one range per id
    std::int64_t responseStart =
        0; ///< index of the first response token, at least 1 (decisions.md D5)
    bool truncated = false; ///< ids were cut on the right (D6)

    /// False when no response token is left; such rows are skipped and counted where a target is
    /// needed (D5).
    bool hasResponse() const { return responseStart < static_cast<std::int64_t>(ids.size()); }
};

/// Tokenises prompt + response and finds where the response starts (decisions.md D5, D6, D8).
/// @param maxLength largest number of ids kept, cut on the right; 0 = no limit
/// @param appendEos append the tokenizer's eos id when the cut text is shorter than maxLength and
/// does not end in
///        it (D8; for training and perplexity); its range is empty, at the end of the text
/// @throws StudyError when an eos is asked for and the tokenizer names none
TokenizedRow tokenizeRow(const Tokenizer& tokenizer, const ExampleRow& row, std::int64_t maxLength,
                         bool appendEos = false);

} // namespace neurograft
