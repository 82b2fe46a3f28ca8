// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_protocol.h"
#include "core/study/evaluate_study.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One question as a task's data has it, in the wording of a protocol, not yet in a template.
struct TaskQuestion {
    std::string id;
    std::int64_t row = 0; ///< of the task's rows from 0
    std::string group; ///< mmlu: subject; category of a row
    std::string question; ///< what tells it from others, whichever protocol asks it
    std::string gold; ///< as EvaluationItem::gold
    std::string codeBefore; ///< as EvaluationItem::codeBefore

    // The user's turn is header + shots + body.
    std::string header;
    std::shared_ptr<const std::vector<std::string>> shots; ///< null = none
    std::string body;
    std::string answerPrefix; ///< what the assistant's turn begins with
    bool isVerbatim = false; ///< header + body is the prompt, without a template
};

struct TaskData {
    std::vector<TaskQuestion> questions; ///< those the study selects, in the order of the data
    std::string sha256; ///< of the file; of a folder's files and their names
};

/// Reads the questions of a study's task: Hendrycks' CSV folders (mmlu), JSON Lines of GSM8K,
/// HumanEval, HumanEvalPack and MBPP, rows in the layouts of the official splits (choice, exact).
/// JSON Lines may be packed with gzip; "-" is standard input.
/// @throws FormatError naming file, line and key for data that is not of this kind; StudyError for
/// a selection or number of shots the data does not have
TaskData loadQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol);

/// Hash of ids, questions and gold answers: equal for runs that asked the same, whatever their
/// protocol.
std::string questionsSha256(const std::vector<TaskQuestion>& questions);

} // namespace neurograft
