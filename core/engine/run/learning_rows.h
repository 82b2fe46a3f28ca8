// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/data/dataset.h"
#include "core/data/tokenized_row.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Rows a student learns from, as it sees them.
struct LearningRows {
    std::vector<TokenizedRow> rows; ///< each with a label
    std::int64_t skipped = 0; ///< rows without one (D5)
    std::int64_t truncated = 0; ///< cut on the right (D6)
    std::string sha256; ///< of the file

    std::int64_t tokens() const;
    std::int64_t labels(bool wholeText) const;
    std::int64_t longest() const;
};

struct LearningOptions {
    std::int64_t maxLength = 1024; ///< tokens of a row, cut on the right
    bool wholeText = false; ///< prompt tokens are labels, too
};

/// @param student whose context and vocabulary they must fit
/// @throws StudyError when no row has a label or one is longer than the context, FormatError for
/// ids of another vocabulary
LearningRows learningRows(const Dataset& data, const Tokenizer& tokenizer,
                          const ModelConfig& student, const LearningOptions& options);

} // namespace neurograft
