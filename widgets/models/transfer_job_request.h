// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transfer_study.h"
#include "widgets/jobs/job_controller.h"

#include <filesystem>

namespace neurograft {

/// The job that runs a transfer into @p folder, with its title, its equal command and what is
/// needed to take it up again after it was stopped, also by a kill.
/// @param isResumed the folder may hold what an earlier run of the same study began
JobRequest transferJob(const TransferStudy& study, const std::filesystem::path& folder,
                       bool isResumed = false);

/// "Seeking: tiny-T to tiny-S", "LoRA of tiny-S".
QString transferTitle(const TransferStudy& study);

/// Every seed of a transfer has come to its end.
bool isTransferComplete(const TransferStudy& study, const std::filesystem::path& folder);

} // namespace neurograft
