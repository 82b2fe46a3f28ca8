// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/damage.h"
#include "core/study/evaluate_study.h"
#include "widgets/jobs/job_controller.h"

#include <QString>

#include <filesystem>

namespace neurograft {

/// Perplexity of held-out responses before and after, as a run stored it. Plain data.
struct HeldOutRun {
    QString path; ///< absolute, of its damage.json
    EvaluateStudy study; ///< model, overlay, data, rows, seed; task "perplexity"
    DamageRow row; ///< more is better: `paired` holds ln p of a token, by rows
};

/// The study `damage` is asked with for perplexity alone.
DamageStudy heldOutStudy(const EvaluateStudy& study);
/// The job that measures the student of @p study without and with its overlay on held-out rows,
/// into the folder @p target: damage.json, .csv and .tex, and study.json.
JobRequest heldOutJob(const EvaluateStudy& study, const std::filesystem::path& target);
/// The equal command line.
QString heldOutCommand(const EvaluateStudy& study, const std::filesystem::path& target);
/// The file of a target folder that readHeldOutRun() reads.
QString heldOutFile(const std::filesystem::path& target);
/// Any thread. @throws FormatError, StudyError when the file is none
HeldOutRun readHeldOutRun(const QString& path);
/// A stored run gives what @p study would: the same study, nothing changed after it. Looks at the
/// disk.
bool isAnswerTo(const HeldOutRun& run, const EvaluateStudy& study);

/// "12.3": a perplexity.
QString perplexityText(double perplexity);
/// "−0.41": after less before.
QString perplexityChange(const DamageRow& row);
/// "95 % −0.0123 … +0.0456 nats per token": of the gain.
QString heldOutRange(const DamageRow& row);
/// "12.3 → 11.9, +0.0364 nats per token (95 % …), 120 rows better, 80 worse of 200: better
/// (bootstrap, p < 0.001)."
QString heldOutFinding(const DamageRow& row);

} // namespace neurograft
