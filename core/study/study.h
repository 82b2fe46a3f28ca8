// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <map>
#include <string>

namespace neurograft {

/// All of a study that can change a number: what `<name>.study.json` holds.
struct Study {
    SimilarityStudy similarity; ///< the pair, its data and what is measured
    /// Named ranges of the data's rows, from 1: {"align", "9-28"}. For commands that need parts of
    /// the data; similarity does not use them.
    std::map<std::string, std::string> splits;
};

} // namespace neurograft
