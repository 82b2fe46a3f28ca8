// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/pair_options.h"

#include <CLI/CLI.hpp>

namespace neurograft {

namespace {

/// Which rows of the data are taken, and what of them counts as a sample.
void declarePairSamples(CLI::App& parser, SimilarityStudy& study, std::string& rows)
{
    parser
        .add_option("--unit", study.unit, "token (default), last-token, mean-token or aligned-char")
        ->type_name("UNIT");
    parser
        .add_option("--tokens", study.tokens, "Tokens drawn for unit token (default 4096, 0 = all)")
        ->type_name("N");
    parser.add_flag("--keep-position-zero", study.keepPositionZero,
                    "Keep each text's first token (unit token, mean-token)");
    parser.add_option("--limit", study.rows.limit, "The first N rows")->type_name("N");
    parser.add_option("--rows", rows, "Chosen rows, from 0")->type_name("3,7,12-20");
    parser.add_option("--sample", study.rows.sample, "N rows by seed")->type_name("N");
    parser.add_option("--max-length", study.maxLength, "Cut texts on the right")->type_name("N");
}

void checkPairSamples(const SimilarityStudy& study)
{
    requireChoice("--unit", study.unit, {"token", "last-token", "mean-token", "aligned-char"});
    for (const auto& [name, value] :
         {std::pair("--tokens", study.tokens), std::pair("--max-length", study.maxLength),
          std::pair("--limit", study.rows.limit), std::pair("--sample", study.rows.sample)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
}

} // namespace

void declarePair(CLI::App& parser, PairOptions& options, bool isRequired)
{
    parser.add_option("--teacher", options.teacher, "Teacher's folder")
        ->required(isRequired)
        ->type_name("DIR");
    parser.add_option("--student", options.student, "Student's folder")
        ->required(isRequired)
        ->type_name("DIR");
    addOverlayOptions(parser, options.teacherOverlay, "teacher");
    addOverlayOptions(parser, options.studentOverlay, "student");
    parser.add_option("--data", options.data, "JSON Lines, - for standard input")
        ->required(isRequired)
        ->type_name("FILE");
    declarePairSamples(parser, options.study, options.rows);
    addPairPlaces(parser, options.places);
}

SimilarityStudy pairStudyOf(const PairOptions& options, const CommonOptions& common)
{
    SimilarityStudy study = options.study;
    study.teacher = options.teacher;
    study.student = options.student;
    study.data = options.data;
    study.teacherOverlay = options.teacherOverlay.overlay();
    study.studentOverlay = options.studentOverlay.overlay();
    checkPairSamples(study);
    if (!options.rows.empty()) {
        study.rows.rows = parseRowList(options.rows);
    }
    study.seed = study.rows.seed = common.seed;
    options.places.applyTo(study, common);
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
    return study;
}

std::vector<std::string> parseModules(const std::string& text)
{
    static const std::vector<std::string> kModules = {
        "q_proj",    "k_proj",       "v_proj",
        "o_proj",    "gate_proj",    "up_proj",
        "down_proj", "layer_output", "residual_contribution"};
    std::vector<std::string> modules = splitList(text);
    for (const std::string& module : modules) {
        requireChoice("--modules", module, kModules);
    }
    if (modules.empty()) {
        throw UsageError("--modules", "at least one module", "none");
    }
    return modules;
}

} // namespace neurograft
