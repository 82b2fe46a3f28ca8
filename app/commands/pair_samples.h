// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// Adds --unit, --tokens, --keep-position-zero, --limit, --rows, --sample and --max-length: which
/// rows of the data are taken, and what of them counts as a sample.
/// @param rows the text of --rows; both outlive the parser
void declarePairSamples(CLI::App& parser, SimilarityStudy& study, std::string& rows);

/// Checks those options and takes the chosen rows into the study. @throws UsageError
void takePairSamples(SimilarityStudy& study, const std::string& rows);

/// "up_proj,o_proj" → the modules of --modules. @throws UsageError for another word or none
std::vector<std::string> parseModules(const std::string& text);

} // namespace neurograft
