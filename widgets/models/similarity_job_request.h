// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that runs @p study into the result file @p target, with its title, its equal command and
/// what is needed to take it up again after it was stopped.
/// @param isResumed the file may be there: a partial result of the same study, which is replaced
JobRequest similarityJob(const SimilarityStudy& study, const std::filesystem::path& target,
                         bool isResumed = false);

} // namespace neurograft
