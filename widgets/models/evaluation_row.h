// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_comparison.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_run.h"
#include "widgets/models/held_out_run.h"

#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

/// Who answers the questions of a task: the student as it is, the student with what was
/// transferred, and the teacher for reference.
enum class EvaluationSide { Before, After, Teacher };
inline constexpr std::array kEvaluationSides{EvaluationSide::Before, EvaluationSide::After,
                                             EvaluationSide::Teacher};

/// "before", "after", "teacher".
QString sideWord(EvaluationSide side);

/// One task as it was asked, and what came: a row of the score table.
struct EvaluationRow {
    EvaluateTask task;
    EvaluateStudy asked; ///< askedStudy() of its runs
    std::array<QString, kEvaluationSides.size()> files; ///< result files; empty = not asked
    std::array<std::shared_ptr<const EvaluationRun>, kEvaluationSides.size()> runs; ///< as read
    /// Before and after, question by question; null until both are there.
    std::shared_ptr<const EvaluationComparison> comparison;
    /// By subject and category, with `comparison`.
    std::shared_ptr<const std::vector<GroupComparison>> groups;
    /// Of held-out perplexity, whose file is that of the side after: both sides at once.
    std::shared_ptr<const HeldOutRun> heldOut;

    QString& file(EvaluationSide side) { return files[static_cast<std::size_t>(side)]; }
    const QString& file(EvaluationSide side) const { return files[static_cast<std::size_t>(side)]; }
    const EvaluationRun* run(EvaluationSide side) const
    {
        return runs[static_cast<std::size_t>(side)].get();
    }
    /// Items of a side; null when nothing of it was read.
    const Evaluation* evaluation(EvaluationSide side) const
    {
        return run(side) == nullptr ? nullptr : run(side)->evaluation.get();
    }
    /// Of questions or of held-out rows; null while nothing is compared.
    const PairedComparison* paired() const;
    bool isEmpty() const { return files[0].isEmpty() && files[1].isEmpty() && files[2].isEmpty(); }
};

/// "16.5": a share in per cent, rounded as the core's texts and tables are (ties to even).
QString percentText(double share);
/// "16.5 %", "–" without a score.
QString scoreText(const EvaluationScore& score);
/// "16.5 %, 95 % 12.0 … 22.2, n 200"; says how many are not scored.
QString scoreSentence(const EvaluationScore& score);
/// "+2.5": a share in points.
QString pointsText(double share);
/// "95 % −1.0 … +6.0", of a difference, in points.
QString pointsIntervalText(const Interval& interval);
/// "better", "worse", "not distinguishable"; empty when nothing could be tested.
QString verdictText(const PairedComparison& comparison);
/// "+6.2 points (3 gained, 1 lost of 32), 95 % −5.8 … +18.3: not distinguishable (McNemar
/// p = 0.625)."
QString findingText(const PairedComparison& comparison);

} // namespace neurograft
