// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_item.h"
#include "core/evaluate/evaluation_protocol.h"
#include "core/evaluate/evaluation_score.h"
#include "core/store/result_file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// One task as one model did it: what a result file keeps under `evaluation/<task>`.
struct Evaluation {
    EvaluationProtocol protocol;
    std::int64_t shots = 0;
    std::string itemsSha256; ///< of ids, questions and gold answers: the same questions were asked
    std::vector<EvaluationItem> items; ///< in the order of the data
};

/// Replaces what @p result has under `evaluation/<task>` (cli.md section 3): parallel columns
/// `items/<column>`, whose group and whose column `correct` carry n, correct, score, interval and
/// protocol; `groups/…` with the scores of subjects, and for mmlu their sub-categories and
/// categories.
void putEvaluation(const Evaluation& evaluation, ResultFile& result);

/// The evaluation of a task. @throws StoreError naming @p where when there is none or a column is
/// missing
Evaluation readEvaluation(const ResultFile& result, EvaluationTask task, const std::string& where);

/// Tasks a result has evaluations of.
std::vector<EvaluationTask> evaluatedTasks(const ResultFile& result);

} // namespace neurograft
