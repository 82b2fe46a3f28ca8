// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <string>
#include <vector>

namespace neurograft {

/// A row as attribution reads it: its tokens up to the end of the trimmed response (attribution.md
/// 1), and which of them are predicted.
struct TargetPreview {
    RowPreview row; ///< no eos, no cut; the predicted tokens carry the loss, response is trimmed
    int responseStart = 0; ///< index of the first response token; row.tokens.size() when none is
    std::vector<int> targets; ///< indices of the predicted tokens; empty: such a row is skipped

    bool hasTarget() const { return !targets.empty(); }
};

/// @param policy last-token, first-token or all-response-tokens. @throws UsageError for another
TargetPreview previewTargets(const ExampleRow& row, const Tokenizer& tokenizer,
                             const std::string& policy);

} // namespace neurograft
