// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/dry_run.h"
#include "app/commands/file_job.h"
#include "core/run/compute_setup.h"
#include "core/run/run_parameters.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct ParameterOptions {
    ParameterStudy study;
    std::string model;
    std::string teacher;
    std::vector<std::string> adapters;
    std::vector<std::string> initials;
    const CLI::App* parser = nullptr;
    const CLI::Option* adapter = nullptr;
    const CLI::Option* initial = nullptr;
    std::string out;
    bool force = false;
    bool dryRun = false;
};

/// Adapters with what each began with: --initial belongs to the --adapter before it.
std::vector<ParameterStudy::Adapter> adaptersOf(const ParameterOptions& options)
{
    std::vector<ParameterStudy::Adapter> adapters;
    std::size_t next = 0;
    for (const CLI::Option* option : options.parser->parse_order()) {
        if (option == options.adapter) {
            adapters.push_back({options.adapters[adapters.size()], {}});
        } else if (option == options.initial) {
            if (adapters.empty() || !adapters.back().initial.empty()) {
                throw UsageError("--initial", "one after the --adapter it belongs to",
                                 "'" + options.initials[next] + "'");
            }
            adapters.back().initial = options.initials[next++];
        }
    }
    return adapters;
}

ParameterStudy studyOf(const ParameterOptions& options, const CommonOptions& common)
{
    ParameterStudy study = options.study;
    study.model = options.model;
    study.teacher = options.teacher;
    study.adapters = adaptersOf(options);
    study.seed = common.seed;
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
    checkParameterStudy(study);
    return study;
}

Json outcomeJson(const ParameterOutcome& outcome)
{
    Json curves = Json::array();
    for (const ParameterSummary& curve : outcome.curves) {
        curves.push_back({{"adapter", curve.adapter},
                          {"module", curve.module},
                          {"layers", curve.layers},
                          {"lora_vs_original", curve.vsOriginal},
                          {"lora_vs_remaining", curve.vsRemaining},
                          {"norm_ratio", curve.normRatio},
                          {"effective_rank", curve.effectiveRank}});
    }
    return {{"out", outcome.path.string()},
            {"status", "complete"},
            {"curves", curves},
            {"wall_seconds", outcome.wallSeconds},
            {"peak_bytes", outcome.peakBytes}};
}

void printOutcome(const ParameterOutcome& outcome, std::ostream& out)
{
    if (!outcome.curves.empty()) {
        out << std::left << std::setw(20) << "adapter" << std::setw(12) << "module" << std::right
            << std::setw(8) << "layers" << std::setw(14) << "vs original" << std::setw(14)
            << "vs remaining" << std::setw(12) << "norm ratio" << std::setw(12) << "eff. rank"
            << '\n';
    }
    out << std::fixed;
    for (const ParameterSummary& curve : outcome.curves) {
        out << std::left << std::setw(20) << curve.adapter << std::setw(12) << curve.module
            << std::right << std::setw(8) << curve.layers << std::setprecision(4) << std::setw(14)
            << curve.vsOriginal << std::setw(14) << curve.vsRemaining << std::setw(12)
            << curve.normRatio << std::setprecision(2) << std::setw(12) << curve.effectiveRank
            << '\n';
    }
    out << durationText(outcome.wallSeconds) << "; written: " << outcome.path.string() << std::endl;
}

int reportPlan(const ParameterStudy& study, CommandEnvironment& environment)
{
    const ParameterPlan plan = planParameters(study);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"matrices", plan.matrices},
                {"adapters", adapterNames(study)},
                {"subspace", study.subspace},
                {"spectra", study.hasSpectra}};
    run.sentence = std::to_string(plan.matrices) + " matrices";
    run.hostBytes = plan.hostBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

int runCommand(const ParameterOptions& options, CommandEnvironment& environment)
{
    const ParameterStudy study = studyOf(options, environment.common());
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, environment);
    }
    if (options.out.empty()) {
        throw UsageError("parameters", "--out with a file name", "none");
    }
    CommandEnvironment::requireFreeTarget(options.out, options.force);
    return reportFileJob(
        options.out, environment,
        [&](const RunContext& context) {
            return runParameters(study, options.out, options.force, context);
        },
        [](const ParameterOutcome& outcome) { return outcomeJson(outcome); },
        [](const ParameterOutcome& outcome, std::ostream& out) { printOutcome(outcome, out); });
}

void declareOptions(CLI::App& parser, ParameterOptions& options)
{
    options.parser = &parser;
    parser.add_option("--model", options.model, "The untouched base")->required()->type_name("DIR");
    options.adapter = parser
                          .add_option("--adapter", options.adapters,
                                      "PEFT LoRA folder; may be given several times")
                          ->type_name("DIR")
                          ->allow_extra_args(false);
    options.initial = parser
                          .add_option("--initial", options.initials,
                                      "Factors the adapter before it began with (default: its "
                                      "folder initial/)")
                          ->type_name("DIR")
                          ->allow_extra_args(false);
    parser
        .add_option("--subspace", options.study.subspace,
                    "Compare that many leading directions of weights and changes")
        ->type_name("K");
    parser.add_flag("--spectra", options.study.hasSpectra, "Singular values of all weights");
    parser.add_option("--teacher", options.teacher, "Model whose spectra are compared (--spectra)")
        ->type_name("DIR");
    parser.add_option("--out", options.out, "Result file")->type_name("R.h5");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
}

} // namespace

Command parametersCommand()
{
    Command command;
    command.name = "parameters";
    command.summary = "What adapters did to the weights, layer by layer: cosines, norms, spectra";
    command.example = "parameters --model S --adapter pissa --adapter lora --out R.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<ParameterOptions>();
        declareOptions(parser, *options);
        return [options, &environment]() -> int { return runCommand(*options, environment); };
    };
    return command;
}

} // namespace neurograft
