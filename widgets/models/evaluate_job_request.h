// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/evaluate_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that evaluates by @p study into the result file @p target, with its title, its equal
/// command and what is needed to take it up again after it was stopped.
/// @param isResumed the file may be there: a partial result of the same study, whose answers are
/// kept
JobRequest evaluateJob(const EvaluateStudy& study, const std::filesystem::path& target,
                       bool isResumed = false);

} // namespace neurograft
