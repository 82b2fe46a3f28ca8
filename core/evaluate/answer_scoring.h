// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_item.h"
#include "core/evaluate/evaluation_protocol.h"

#include <vector>

namespace neurograft {

/// Sets `extracted` and `verdict` of an answered item from its output and gold by the rules of
/// evaluation.md 2 to 4. Code gets its completion extracted and stays NotScored: running it is
/// code_scoring.h. An item without an answer stays NotScored.
void scoreAnswer(const EvaluationProtocol& protocol, EvaluationItem& item);

/// gsm8k: the share of answers that each of the two rules of evaluation.md 3 counts as right.
struct Gsm8kScores {
    double oi = 0.0; ///< share; NaN without items
    double corrected = 0.0;
};
Gsm8kScores gsm8kScores(const EvaluationProtocol& protocol,
                        const std::vector<EvaluationItem>& items);

} // namespace neurograft
