// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_result.h"
#include "core/evaluate/group_comparison.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Two evaluations of one task, question by question.
struct EvaluationComparison {
    PairedComparison paired;
    std::vector<std::string> better; ///< ids of the questions that count more in the second run
    std::vector<std::string> worse;
    std::int64_t unpaired = 0; ///< questions of either run without their like in the other
    std::string sentence; ///< the finding for people
};

/// Pairs questions by id and gold answer: runs over other rows, templates or protocols are compared
/// on what they share. Each question counts the share of its scored samples that is right, averaged
/// over the repetitions of a run.
/// @param a,b repetitions of one task, at least one each
/// @throws StudyError without any
EvaluationComparison compareEvaluations(const std::vector<const Evaluation*>& a,
                                        const std::vector<const Evaluation*>& b,
                                        std::uint64_t seed);

/// The same for every group of questions (compareByGroup()); empty when no question has a group.
std::vector<GroupComparison> compareGroups(const Evaluation& a, const Evaluation& b,
                                           std::uint64_t seed);

} // namespace neurograft
