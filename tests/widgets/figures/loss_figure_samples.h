// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/figure_entry.h"

#include <filesystem>
#include <string>

namespace neurograft::testing {

/// A run of Seeking that was trained for @p steps steps and validated twice; made up.
ResultFile sampleTransfer(int steps);
/// "loss.h5" in @p folder.
void writeSampleTransfer(const std::filesystem::path& folder);
FigureEntry lossEntry(const std::filesystem::path& folder);
/// What of @p csv is not what the run holds; empty: all equal, bit by bit.
QString lossStoreProblem(const FigureEntry& entry, const std::string& csv);

} // namespace neurograft::testing
