// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace neurograft {

/// Everything that defines a matching of located FFN neurons of a teacher and a student by what
/// they do on shared text (cli.md `match`, similarity.md 7.3).
struct MatchStudy {
    /// Models, data, samples, seed and devices; modules, measures and baselines are not used.
    SimilarityStudy pair;
    std::filesystem::path located; ///< result of `locate` on the pair
    std::int64_t shuffles = 20; ///< of the teacher's samples: what chance alone matches; 0 = none
};

/// The study as JSON: every value written out; what a result file keeps as `study`.
std::string studyText(const MatchStudy& study);

/// The study of such a text, strictly; defaults for absent keys.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, FormatError when it is no JSON
MatchStudy parseMatchStudy(std::string_view text, const std::string& name);

/// The command line that repeats the run, ready for a POSIX shell. Options at their default are
/// left out.
std::string matchCommandLine(const MatchStudy& study, const std::filesystem::path& out);

} // namespace neurograft
