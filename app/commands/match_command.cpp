// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/file_job.h"
#include "app/commands/pair_options.h"
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
    PairOptions pair;
    std::int64_t shuffles = MatchStudy().shuffles;
    std::string located;
    std::string out;
    bool force = false;
    bool dryRun = false;
};

MatchStudy matchStudyOf(const MatchOptions& options, const CommonOptions& common)
{
    if (options.shuffles < 0) {
        throw UsageError("--shuffles", "a number from 0", std::to_string(options.shuffles));
    }
    MatchStudy study;
    study.located = options.located;
    study.pair = pairStudyOf(options.pair, common);
    study.shuffles = options.shuffles;
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

int reportMatchPlan(const MatchStudy& study, CommandEnvironment& environment)
{
    const MatchPlan plan = planMatch(study);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"rows", plan.rows},
                {"tokens", plan.tokens},
                {"samples", plan.samples},
                {"unit", study.pair.unit},
                {"layer_pairs", plan.layers},
                {"student_neurons", plan.studentNeurons},
                {"teacher_neurons", plan.teacherNeurons},
                {"shuffles", study.shuffles}};
    run.sentence = std::to_string(plan.layers) + " pairs of layers, "
        + std::to_string(plan.studentNeurons) + " neurons of the student and "
        + std::to_string(plan.teacherNeurons) + " of the teacher, " + std::to_string(plan.samples)
        + " samples of " + std::to_string(plan.rows) + " rows";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

int runMatchCommand(const MatchOptions& options, CommandEnvironment& environment)
{
    const MatchStudy study = matchStudyOf(options, environment.common());
    applyComputeSetup({study.pair.threads, study.pair.isDeterministic});
    if (options.dryRun) {
        return reportMatchPlan(study, environment);
    }
    if (options.out.empty()) {
        throw UsageError("match", "--out with a file name", "none");
    }
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
    declarePair(parser, options.pair, true);
    parser
        .add_option("--located", options.located,
                    "Result of locate on the pair: its selected FFN neurons are matched")
        ->required()
        ->type_name("L.h5");
    parser.add_option("--out", options.out, "Result file")->type_name("R.h5");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser
        .add_option("--shuffles", options.shuffles,
                    "Matchings of shuffled samples: what chance alone gives (default 20)")
        ->type_name("N");
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
