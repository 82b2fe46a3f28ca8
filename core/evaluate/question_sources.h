// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/task_questions.h"

namespace neurograft {

/// The readers behind loadQuestions(), one per kind of data.

/// evaluation.md 2.
TaskData mmluQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);
/// evaluation.md 3.
TaskData gsm8kQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);
/// evaluation.md 4.1.
TaskData humanEvalQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);
/// evaluation.md 4.2.
TaskData mbppQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);
/// `choice` and `exact`: rows in the layouts of evaluation.md 6 (decisions.md D69).
TaskData rowQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);

} // namespace neurograft
