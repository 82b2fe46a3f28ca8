// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_item.h"
#include "core/evaluate/task_questions.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace neurograft {

/// Number of tokens of a prompt.
using TokenCounter = std::function<std::int64_t(const std::string& prompt)>;

/// The questions as a protocol asks them, @p samples items each. Prompts of mmlu above 2048 tokens
/// lose shots, the last one first (evaluation.md 2).
/// @param count may be empty: no shot is dropped
std::vector<EvaluationItem> buildItems(const std::vector<TaskQuestion>& questions,
                                       const EvaluationProtocol& protocol, std::int64_t samples,
                                       const TokenCounter& count);

/// Answers the items out of a file of predictions, rows {"id","output"}. Several rows of one id are
/// samples: every question must have as many, and @p items becomes that long. Ids of questions that
/// are not asked are passed over.
/// @param items one sample per question
/// @return hash of the file
/// @throws FormatError naming file and line for rows that are none; StudyError for a question
/// without a prediction
std::string takePredictions(const std::filesystem::path& file, std::vector<EvaluationItem>& items);

} // namespace neurograft
