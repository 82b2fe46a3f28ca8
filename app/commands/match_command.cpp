// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/file_job.h"
#include "app/commands/pair_places.h"
#include "core/run/compute_setup.h"
#include "core/run/run_match.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

struct MatchOptions {
    MatchStudy study;
    std::string teacher;
    std::string student;
    std::string data;
    std::string located;
    std::string rows;
    OverlayOptions teacherOverlay;
    OverlayOptions studentOverlay;
    PairPlaces places;
    std::string out;
    bool force = false;
};

MatchStudy matchStudyOf(const MatchOptions& options, const CommonOptions& common)
{
    MatchStudy study = options.study;
    study.located = options.located;
    SimilarityStudy& pair = study.pair;
    pair.teacher = options.teacher;
    pair.student = options.student;
    pair.data = options.data;
    pair.teacherOverlay = options.teacherOverlay.overlay();
    pair.studentOverlay = options.studentOverlay.overlay();
    if (!options.rows.empty()) {
        pair.rows.rows = parseRowList(options.rows);
    }
    requireChoice("--unit", pair.unit, {"token", "last-token", "mean-token", "aligned-char"});
    for (const auto& [name, value] :
         {std::pair("--tokens", pair.tokens), std::pair("--max-length", pair.maxLength),
          std::pair("--limit", pair.rows.limit), std::pair("--sample", pair.rows.sample),
          std::pair("--shuffles", study.shuffles)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
    pair.seed = common.seed;
    pair.rows.seed = common.seed;
    options.places.applyTo(pair, common);
    pair.threads = common.threads;
    pair.isDeterministic = common.deterministic;
    return study;
}

nlohmann::ordered_json matchJson(const MatchOutcome& outcome)
{
    const auto number = [](double value) {
        return std::isnan(value) ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
    };
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    for (const MatchedLayers& pair : outcome.layers) {
        layers.push_back({{"student_layer", pair.student},
                          {"teacher_layer", pair.teacher},
                          {"neurons", pair.neurons},
                          {"matched", number(pair.matched)},
                          {"ranked", number(pair.ranked)},
                          {"best", number(pair.best)},
                          {"shuffled", number(pair.shuffled)}});
    }
    return {{"out", outcome.path.string()},
            {"status", "complete"},
            {"n", outcome.samples},
            {"layers", layers},
            {"wall_seconds", outcome.wallSeconds}};
}

void printMatches(const MatchOutcome& outcome, std::ostream& out)
{
    out << "student  teacher  neurons   matched    ranked      best  shuffled\n"
        << std::fixed << std::setprecision(3);
    for (const MatchedLayers& pair : outcome.layers) {
        out << std::setw(7) << pair.student << std::setw(9) << pair.teacher << std::setw(9)
            << pair.neurons << std::setw(10) << pair.matched << std::setw(10) << pair.ranked
            << std::setw(10) << pair.best << std::setw(10) << pair.shuffled << '\n';
    }
    out << outcome.samples << " samples; written: " << outcome.path.string() << std::endl;
}

int runMatchCommand(const MatchOptions& options, CommandEnvironment& environment)
{
    const MatchStudy study = matchStudyOf(options, environment.common());
    applyComputeSetup({study.pair.threads, study.pair.isDeterministic});
    CommandEnvironment::requireFreeTarget(options.out, options.force);
    return reportFileJob(
        options.out, environment,
        [&](const RunContext& context) {
            return runMatch(study, options.out, options.force, context);
        },
        matchJson, printMatches);
}

void declareMatchOptions(CLI::App& parser, MatchOptions& options)
{
    SimilarityStudy& pair = options.study.pair;
    parser.add_option("--teacher", options.teacher, "Teacher's folder")
        ->required()
        ->type_name("DIR");
    parser.add_option("--student", options.student, "Student's folder")
        ->required()
        ->type_name("DIR");
    addOverlayOptions(parser, options.teacherOverlay, "teacher");
    addOverlayOptions(parser, options.studentOverlay, "student");
    parser
        .add_option("--located", options.located,
                    "Result of locate on the pair: its selected FFN neurons are matched")
        ->required()
        ->type_name("L.h5");
    parser.add_option("--data", options.data, "JSON Lines, - for standard input")
        ->required()
        ->type_name("FILE");
    parser.add_option("--out", options.out, "Result file")->required()->type_name("R.h5");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser
        .add_option("--unit", pair.unit, "token (default), last-token, mean-token or aligned-char")
        ->type_name("UNIT");
    parser
        .add_option("--tokens", pair.tokens, "Tokens drawn for unit token (default 4096, 0 = all)")
        ->type_name("N");
    parser
        .add_option("--shuffles", options.study.shuffles,
                    "Matchings of shuffled samples: what chance alone gives (default 20)")
        ->type_name("N");
    parser.add_option("--limit", pair.rows.limit, "The first N rows")->type_name("N");
    parser.add_option("--rows", options.rows, "Chosen rows, from 0")->type_name("3,7,12-20");
    parser.add_option("--sample", pair.rows.sample, "N rows by seed")->type_name("N");
    parser.add_option("--max-length", pair.maxLength, "Cut texts on the right")->type_name("N");
    addPairPlaces(parser, options.places);
}

} // namespace

Command matchCommand()
{
    Command command;
    command.name = "match";
    command.summary = "Located neurons of teacher and student that do the same on shared text";
    command.example = "match --teacher T --student S --located L.h5 --data rows.jsonl --out M.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<MatchOptions>();
        declareMatchOptions(parser, *options);
        return [options, &environment]() -> int { return runMatchCommand(*options, environment); };
    };
    return command;
}

} // namespace neurograft
