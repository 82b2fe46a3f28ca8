// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/file_job.h"
#include "app/commands/locate_report.h"
#include "app/commands/pair_places.h"
#include "app/commands/same_study.h"
#include "core/run/compute_setup.h"
#include "core/run/run_locate.h"
#include "core/store/result_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct LocateOptions {
    LocateStudy study;
    std::string model;
    std::string teacher;
    std::string student;
    std::string data;
    std::string rows;
    std::string layers;
    std::string modules;
    PairPlaces places;
    std::string out;
    bool force = false;
    bool dryRun = false;
    bool resume = false;
};

LocateStudy studyOf(const LocateOptions& options, const CommonOptions& common)
{
    LocateStudy study = options.study;
    study.model = options.model;
    study.teacher = options.teacher;
    study.student = options.student;
    study.data = options.data;
    if (!options.rows.empty()) {
        study.rows.rows = parseRowList(options.rows);
    }
    if (!options.layers.empty()) {
        study.layers = parseRowList(options.layers);
    }
    if (!options.modules.empty()) {
        study.modules = splitList(options.modules);
    }
    study.seed = common.seed;
    study.rows.seed = common.seed;
    options.places.applyTo(study, common);
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
    checkLocateStudy(study);
    return study;
}

int reportPlan(const LocateStudy& study, CommandEnvironment& environment)
{
    const LocatePlan plan = planLocate(study);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"rows", plan.rows},    {"tokens", plan.tokens}, {"positions", plan.positions},
                {"score", study.score}, {"mode", study.mode},    {"target", study.target},
                {"rate", study.rate}};
    run.sentence = std::to_string(plan.rows) + " rows, " + std::to_string(plan.tokens) + " tokens, "
        + std::to_string(plan.positions) + " scored positions";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

int locate(const LocateOptions& options, CommandEnvironment& environment)
{
    const LocateStudy study = studyOf(options, environment.common());
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, environment);
    }
    if (options.out.empty()) {
        throw UsageError("locate", "--out with a file name", "none");
    }
    std::error_code error;
    const bool isResumed = options.resume && std::filesystem::exists(options.out, error);
    if (isResumed) {
        // Read and written again: an earlier program did not know every key.
        const auto earlier =
            parseLocateStudy(readManifest(options.out).study, options.out + ": study");
        requireSameStudy(options.out, studyText(earlier), studyText(study));
    } else {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
    }
    return reportFileJob(
        options.out, environment,
        [&](const RunContext& context) {
            return runLocate(study, options.out, options.force || isResumed, isResumed, context);
        },
        [&](const LocateOutcome& outcome) { return outcomeJson(outcome, study); },
        [](const LocateOutcome& outcome, std::ostream& out) { printOutcome(outcome, out); });
}

void declareInput(CLI::App& parser, LocateOptions& options)
{
    parser.add_option("--model", options.model, "One model alone, or")->type_name("DIR");
    parser.add_option("--teacher", options.teacher, "Teacher's folder and")->type_name("DIR");
    parser.add_option("--student", options.student, "Student's folder")->type_name("DIR");
    parser.add_option("--data", options.data, "JSON Lines, - for standard input")
        ->type_name("FILE");
    parser.add_option("--limit", options.study.rows.limit, "The first N rows")->type_name("N");
    parser.add_option("--rows", options.rows, "Chosen rows, from 0")->type_name("3,7,12-20");
    parser.add_option("--sample", options.study.rows.sample, "N rows by seed")->type_name("N");
    addPairPlaces(parser, options.places);
    parser.add_option("--out", options.out, "Result file")->type_name("R.h5");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser.add_flag("--resume", options.resume, "Continue a partial result of the same study");
}

void declareScores(CLI::App& parser, LocateOptions& options)
{
    LocateStudy& study = options.study;
    parser
        .add_option("--score", study.score,
                    "attribution (default), first-order, activation-gradient, "
                    "integrated-gradients or sensitivity")
        ->type_name("NAME");
    parser.add_option("--mode", study.mode, "corrected (default) or compat")->type_name("MODE");
    parser
        .add_option("--target", study.target,
                    "last-token (default), first-token or all-response-tokens")
        ->type_name("POLICY");
    parser
        .add_option("--coefficient", study.coefficient,
                    "Of attention neurons: sum (default), last-source or per-source")
        ->type_name("POLICY");
    parser.add_option("--budget", study.budget, "per-layer (default) or global")
        ->type_name("BUDGET");
    parser
        .add_option("--rate", study.rate,
                    "Share of the student's neurons that is selected (default 0.1)")
        ->type_name("X");
    parser.add_flag("--full-scores", study.fullScores,
                    "A score for every neuron, not only for those that can be selected");
    parser.add_flag("--sets-only", study.setsOnly,
                    "Which neurons are selected, without their order: faster");
    parser
        .add_option("--layers", options.layers,
                    "Select from these layers instead of the best by their own score")
        ->type_name("3,7,12-20");
    parser.add_option("--steps", study.steps, "Of integrated gradients (default 16)")
        ->type_name("N");
    parser.add_flag("--ablate", study.ablate,
                    "Also look at the rows with the selected neurons switched off");
    parser
        .add_option("--ablate-factor", study.ablateFactor,
                    "With --ablate: scale them instead (default 0)")
        ->type_name("X");
    parser
        .add_option("--layer-order", study.layerOrder,
                    "Sensitivity: layers kept, highest (default), lowest, first, last or random")
        ->type_name("ORDER");
    parser
        .add_option("--structure", study.structure,
                    "Sensitivity: submatrix (default), shared-window, random, neuron or row-column")
        ->type_name("NAME");
    parser.add_option("--modules", options.modules, "Sensitivity: default all seven")
        ->type_name("M,...");
    parser
        .add_option("--max-length", study.maxLength,
                    "Sensitivity: cut rows on the right (default 2048)")
        ->type_name("N");
}

} // namespace

Command locateCommand()
{
    Command command;
    command.name = "locate";
    command.summary = "Which layers and neurons hold an answer: scores and selections";
    command.example = "locate --teacher T --student S --data rows.jsonl --rate 0.1 --out R.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<LocateOptions>();
        declareInput(parser, *options);
        declareScores(parser, *options);
        return [options, &environment]() -> int { return locate(*options, environment); };
    };
    return command;
}

} // namespace neurograft
