// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that writes the activations which a similarity run of @p study would compare into the
/// NumPy archive @p target, a file that is there replaced; with its title and its equal command.
JobRequest activationJob(const SimilarityStudy& study, const std::filesystem::path& target);

} // namespace neurograft
