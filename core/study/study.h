// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// An adapter or delta laid over the student while it computes.
struct StudyOverlay {
    std::filesystem::path path; ///< PEFT folder or delta file
    std::string kind = "adapter"; ///< adapter | delta
    /// What an adapter is added to (decisions.md D38): "residual" = the student minus the factors
    /// the adapter began with, "as-is" = the student, "auto" = what the adapter says, and none when
    /// it asks for a residual base whose factors are not beside it.
    std::string base = "auto";
    bool isOn = true;
};

/// All of a study that can change a number: what `<name>.study.json` holds.
struct Study {
    SimilarityStudy similarity; ///< the pair, its data and what is measured
    /// Named ranges of the data's rows, from 1: {"align", "9-28"}. For commands that need parts of
    /// the data; similarity does not use them.
    std::map<std::string, std::string> splits;
    std::vector<StudyOverlay> overlays; ///< over the student, in the order they were added
};

} // namespace neurograft
