// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"

#include <filesystem>
#include <vector>

namespace neurograft {

/// Writes the evaluations of a result for other programs (evaluation.md 5): `predictions.jsonl`,
/// one item per line with every field of evaluation.md 1, which `evaluate --predictions` reads, and
/// `metrics.json`, a list of the tasks with scores, intervals, decoding and hashes. Several tasks
/// have `<task>-predictions.jsonl` each.
/// @param folder is made when it is missing; @param where name of the result, for messages
/// @return what was written
/// @throws StudyError when a file exists and @p overwrite is false, or the result has no
/// evaluation; StoreError
std::vector<std::filesystem::path> writeEvaluationFiles(const ResultFile& result,
                                                        const std::string& where,
                                                        const std::filesystem::path& folder,
                                                        bool overwrite);

} // namespace neurograft
