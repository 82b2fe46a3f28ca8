// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/studies/match_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that matches the neurons of @p study into the result file @p target, with its title and
/// its equal command.
JobRequest matchJob(const MatchStudy& study, const std::filesystem::path& target);

/// The located neurons a result was made from: where the study says, else of the same name beside
/// the result.
std::filesystem::path locatedFile(const MatchStudy& study, const std::filesystem::path& result);

} // namespace neurograft
