// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/score_table.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Results of one model, or of one recipe with several seeds.
struct LabelledResults {
    std::string label; ///< empty = named by the model and what lies over it
    std::vector<std::filesystem::path> results;
};

/// "NAME=A.h5,B.h5" → label and files; without "=" one file, whose label is found in it. A file
/// whose own name holds "=" or "," is taken as such when it exists.
/// @throws UsageError for an empty name or list
LabelledResults parseLabelledResults(const std::string& text);

/// Scores of these results side by side (score_table.h).
/// @param seed of the paired bootstrap
/// @throws StoreError as readResult(); StudyError for results without evaluations
ScoreTable scoresOfResults(const std::vector<LabelledResults>& models, std::uint64_t seed);

} // namespace neurograft
