// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/paired_comparison.h"
#include "core/run/run_context.h"
#include "core/study/evaluate_study.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// A task and where its questions are.
struct DamageTask {
    std::string task;
    std::filesystem::path data;
};

/// What an edit did to everything else the student can do: all tasks and held-out text, before and
/// after (evaluation.md 8, points 4 and 5).
struct DamageStudy {
    /// The student without the edit, rows, seed, device, batch and whether code is run. Task, data
    /// and overlay are set for each question list.
    EvaluateStudy student;
    std::filesystem::path edited; ///< folder of the edited student; empty = the student's own
    ModelOverlay overlay; ///< what lies over the edited student
    std::vector<DamageTask> tasks;
    std::filesystem::path heldOut; ///< rows whose responses are measured; empty = none
};

/// One line of the table.
struct DamageRow {
    std::string name; ///< task, or "perplexity"
    double before =
        0.0; ///< score, or perplexity of all labelled tokens; NaN when nothing is scored
    double after = 0.0;
    /// Items in pairs: right or wrong; of perplexity the rows' mean ln p of a token, so that more
    /// is better in every line.
    PairedComparison paired;
    std::string sentence; ///< the finding for people
    std::string notice; ///< why items are not scored; empty when all are
};

/// The evaluations of a check, before and after for each task in turn. @throws UsageError for a
/// study that compares nothing
std::vector<EvaluateStudy> damageEvaluations(const DamageStudy& study);

/// Evaluates student and edited student on every task, measures both on held-out text, and writes
/// into the folder @p out: `before-<task>.h5`, `after-<task>.h5`, `damage.csv`, `damage.tex` and
/// `damage.json`.
/// @param isResumed results in @p out of the same studies are continued or taken as they are
/// @throws UsageError for a study that compares nothing; StudyError when @p out exists and is
/// neither resumed nor may be replaced; Canceled after a stop: what is finished stays
std::vector<DamageRow> checkDamage(const DamageStudy& study, const std::filesystem::path& out,
                                   bool overwrite, bool isResumed, const RunContext& context);

/// Table and findings for people; the same as CSV, as booktabs LaTeX, and as JSON ({"rows": …}).
std::string damageText(const std::vector<DamageRow>& rows);
std::string damageCsv(const std::vector<DamageRow>& rows);
std::string damageLatex(const std::vector<DamageRow>& rows);
nlohmann::ordered_json toJson(const std::vector<DamageRow>& rows);

/// The rows of a `damage.json`. @throws FormatError when the file is none
std::vector<DamageRow> readDamage(const std::filesystem::path& file);

} // namespace neurograft
