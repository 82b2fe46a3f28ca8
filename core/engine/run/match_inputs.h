// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/coefficient_samples.h"
#include "core/studies/match_study.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Located FFN neurons of both models, and the layers that go together: the first selected layer
/// of the one with the first of the other, and so on, as LaTen pairs them.
struct LocatedPairs {
    NeuronsByLayer teacher;
    NeuronsByLayer student;
    std::vector<std::pair<std::int64_t, std::int64_t>> layers; ///< student, teacher
    std::string teacherSha256; ///< of the weights they were located in; may be empty
    std::string studentSha256;
};

/// From the result that a study names.
/// @throws StudyError when it has no selections of both models, or of another number of layers
LocatedPairs readLocatedPairs(const MatchStudy& study);

} // namespace neurograft
