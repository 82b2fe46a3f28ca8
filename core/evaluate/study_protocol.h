// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_protocol.h"
#include "core/study/evaluate_study.h"

#include <string>

namespace neurograft {

/// The protocol a study asks for, with the numbers it sets itself.
/// @param modelTemplate text of the model's own chat template; empty when it has none
/// @throws errors of checkEvaluateStudy() and evaluationProtocol(); UsageError for several samples
/// of greedy answers
EvaluationProtocol protocolOf(const EvaluateStudy& study, const std::string& modelTemplate);

} // namespace neurograft
