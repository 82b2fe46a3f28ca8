// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/parameter_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that runs @p study into the result file @p target, with its title and its equal command.
/// @param isRepeated the file may be there: a partial result of the same study, which is replaced
JobRequest parameterJob(const ParameterStudy& study, const std::filesystem::path& target,
                        bool isRepeated = false);

} // namespace neurograft
