// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_row.h"

#include <string>
#include <vector>

namespace neurograft {

/// Scores of rows of the window as files and for papers. Any thread.

/// booktabs table of score_table.h, before first, with a caption stub in a comment: n, difference
/// and interval of each task. Empty when nothing was scored.
std::string resultsLatex(const std::vector<EvaluationRow>& rows);

/// One line per model and task, as scoreTableCsv().
std::string resultsCsv(const std::vector<EvaluationRow>& rows);

/// {"rows": …} of score_table.h, and under "items" every question with its answers: task, id, row,
/// sample, prompt, gold, and of each side output, extracted and correct (1, 0 or null).
std::string resultsJson(const std::vector<EvaluationRow>& rows);

} // namespace neurograft
