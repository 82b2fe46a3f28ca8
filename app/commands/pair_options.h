// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/common_options.h"
#include "app/commands/pair_places.h"
#include "core/study/similarity_study.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// How a command names two models and what both read: the models with what lies over them, the rows
/// of the data, what of them counts as a sample, and where each model computes.
struct PairOptions {
    SimilarityStudy study; ///< takes unit, tokens, row counts and length; its defaults are told
    std::string teacher;
    std::string student;
    std::string data;
    std::string rows;
    OverlayOptions teacherOverlay;
    OverlayOptions studentOverlay;
    PairPlaces places;
};

/// Adds --teacher, --student, their overlays and --data, then --unit, --tokens,
/// --keep-position-zero, --limit, --rows, --sample, --max-length and the options of places.
/// @param options outlives the parser
/// @param isRequired models and data have to be given
void declarePair(CLI::App& parser, PairOptions& options, bool isRequired);

/// The study of those options, with seed, threads and the like of @p common. @throws UsageError
SimilarityStudy pairStudyOf(const PairOptions& options, const CommonOptions& common);

/// "up_proj,o_proj" → the modules of --modules. @throws UsageError for another word or none
std::vector<std::string> parseModules(const std::string& text);

} // namespace neurograft
