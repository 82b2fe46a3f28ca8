// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/locate_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that locates neurons by @p study into the result file @p target, with its title, its
/// equal command and what is needed to take it up again after it was stopped.
/// @param isResumed the file may be there: a partial result of the same study, whose finished model
/// is kept
JobRequest locateJob(const LocateStudy& study, const std::filesystem::path& target,
                     bool isResumed = false);

/// Where the rows of a run are kept beside its result: "0003-locate.jsonl".
std::filesystem::path rowsBeside(std::filesystem::path result);
/// The rows a stored run saw: in a folder that was moved those beside the result.
std::filesystem::path locateRows(const LocateStudy& study, const std::filesystem::path& result);

} // namespace neurograft
