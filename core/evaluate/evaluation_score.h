// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_item.h"
#include "core/evaluate/statistics.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Share of right answers. Items without a score take no part.
struct EvaluationScore {
    std::string level; ///< of a group: category, subcategory, subject or group; empty for all items
    std::string name; ///< of a group; empty for all items
    std::int64_t n = 0; ///< questions with a score
    /// Right answers; with several samples a question counts the share of them that is right.
    double correct = 0.0;
    std::int64_t notScored = 0; ///< questions without
    double score = 0.0; ///< correct / n; NaN for n = 0
    /// 95 %: Wilson, with several samples of the rounded number of right answers; NaN for n = 0.
    Interval interval;
};

/// Score of all items together. A question counts when at least one of its samples has a score.
/// Samples of one question must follow each other.
EvaluationScore scoreOf(const std::vector<EvaluationItem>& items);

/// Scores of the groups of items, by first appearance; empty when no item has a group. When every
/// group is a subject of MMLU, its categories and sub-categories stand before the subjects
/// (decisions.md D68). All are means over questions.
std::vector<EvaluationScore> groupScores(const std::vector<EvaluationItem>& items);

/// Value of each question, in their order: share of its scored samples that is right, NaN without
/// one. What two runs over the same questions are compared by.
std::vector<double> questionValues(const std::vector<EvaluationItem>& items);

/// Ids of the questions, in their order.
std::vector<std::string> questionIds(const std::vector<EvaluationItem>& items);

} // namespace neurograft
