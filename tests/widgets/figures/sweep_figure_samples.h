// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_entry.h"

#include <filesystem>
#include <string>

namespace neurograft::testing {

/// A sweep "rates" over rate (0.1, 0.5, 1), checkpoint (1, 3) and seed (42, 43, 44) with
/// answers/score (sampleSweepScore()) and held-out/perplexity; the last cell is not finished, and
/// the one before has no perplexity. Its study has two published numbers: 31 % of LaTen at rate 0.5
/// and checkpoint 3, 40 % of Seeking whatever the cell.
void writeSampleSweep(const std::filesystem::path& path);
/// A sweep "before" over model (student, teacher) and task (mmlu, gsm8k), one run each, with a
/// published number of the student on gsm8k: 16.07 %.
void writeSampleTaskSweep(const std::filesystem::path& path);
/// Index of each value.
double sampleSweepScore(std::size_t rate, std::size_t checkpoint, std::size_t seed);

FigureEntry sweepEntry(const std::filesystem::path& folder); ///< of "sweep.h5"
FigureEntry taskSweepEntry(const std::filesystem::path& folder); ///< of "tasks.h5"
FigureEntry parallelEntry(const std::filesystem::path& folder); ///< of "sweep.h5"
/// What of a CSV is not what the result file holds; empty: all equal.
QString sweepStoreProblem(const FigureEntry& entry, const std::string& csv);
QString parallelStoreProblem(const FigureEntry& entry, const std::string& csv);

} // namespace neurograft::testing
