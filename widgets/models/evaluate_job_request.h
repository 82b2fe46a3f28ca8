// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/evaluate_study.h"
#include "widgets/jobs/job_controller.h"

#include <QStringList>

#include <filesystem>

namespace neurograft {

/// The job that evaluates by @p study into the result file @p target, with its title, its equal
/// command and what is needed to take it up again after it was stopped.
/// @param isResumed the file may be there: a partial result of the same study, whose answers are
/// kept
JobRequest evaluateJob(const EvaluateStudy& study, const std::filesystem::path& target,
                       bool isResumed = false);

/// The job that judges the saved answers of result files again, without a model, and writes them
/// back. @param executesCode generated code is run, isolated
JobRequest rescoreJob(const QStringList& files, bool executesCode);

} // namespace neurograft
