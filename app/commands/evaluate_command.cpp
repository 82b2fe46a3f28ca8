// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/same_study.h"
#include "app/commands/score_report.h"
#include "core/evaluate/evaluation_files.h"
#include "core/evaluate/evaluation_protocol.h"
#include "core/run/compute_setup.h"
#include "core/run/run_evaluate.h"
#include "core/store/result_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct EvaluateOptions {
    EvaluateStudy study;
    std::string model;
    OverlayOptions overlay;
    std::string predictions;
    std::string data;
    std::string rows;
    std::string shotsFile;
    bool hasTemperature = false;
    std::string out;
    std::string exportFolder; ///< for files of other programs; empty = none
    bool force = false;
    bool dryRun = false;
    bool resume = false;
};

EvaluateStudy studyOf(const EvaluateOptions& options, const CommonOptions& common)
{
    EvaluateStudy study = options.study;
    study.model = options.model;
    study.overlay = options.overlay.overlay();
    study.predictions = options.predictions;
    study.data = options.data;
    study.shotsFile = options.shotsFile;
    if (!options.rows.empty()) {
        study.rows.rows = parseRowList(options.rows);
    }
    if (options.hasTemperature && study.temperature < 0.0) {
        throw UsageError("--temperature", "a number from 0", std::to_string(study.temperature));
    }
    requireChoice("--task", study.task, taskWords());
    study.seed = common.seed;
    study.rows.seed = common.seed;
    study.device = common.device;
    study.dtype = common.dtype;
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
    checkEvaluateStudy(study);
    return study;
}

Json groupsJson(const std::vector<EvaluationScore>& groups)
{
    Json list = Json::array();
    for (const EvaluationScore& group : groups) {
        Json item{{"level", group.level}, {"name", group.name}};
        item.update(scoreJson(group));
        list.push_back(std::move(item));
    }
    return list;
}

Json outcomeJson(const EvaluateOutcome& outcome)
{
    Json json{{"task", outcome.task}};
    json.update(scoreJson(outcome.score));
    json.update({{"protocol", outcome.protocol},
                 {"template", outcome.promptTemplate},
                 {"shots", outcome.shots}});
    if (outcome.task == "gsm8k") {
        json["score_oi"] = outcome.scoreOi;
        json["score_corrected"] = outcome.scoreCorrected;
    }
    json.update({{"groups", groupsJson(outcome.groups)},
                 {"notice", outcome.notice},
                 {"generated_tokens", outcome.generatedTokens},
                 {"out", outcome.path.string()},
                 {"status", "complete"},
                 {"wall_seconds", outcome.wallSeconds},
                 {"peak_bytes", outcome.peakBytes}});
    return json;
}

void printOutcome(const EvaluateOutcome& outcome, std::ostream& out)
{
    out << outcome.task << " (protocol " << outcome.protocol << ", template "
        << outcome.promptTemplate << ", " << outcome.shots
        << " shots): " << scoreText(outcome.score) << '\n';
    if (outcome.task == "gsm8k" && !std::isnan(outcome.scoreOi)) {
        out << std::fixed << std::setprecision(3) << "  by the rule of oi " << outcome.scoreOi
            << ", corrected " << outcome.scoreCorrected << '\n';
    }
    for (const EvaluationScore& group : outcome.groups) {
        if (group.level == "category" || group.level == "group") {
            out << "  " << group.name << ": " << scoreText(group) << '\n';
        }
    }
    if (!outcome.notice.empty()) {
        out << "  " << outcome.notice << '\n';
    }
    out << durationText(outcome.wallSeconds) << "; written: " << outcome.path.string() << std::endl;
}

int reportPlan(const EvaluateStudy& study, CommandEnvironment& environment)
{
    const EvaluatePlan plan = planEvaluate(study);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"task", study.task},
                {"protocol", plan.protocol},
                {"template", plan.promptTemplate},
                {"items", plan.items},
                {"prompt_tokens", plan.promptTokens},
                {"most_new_tokens", plan.mostNewTokens},
                {"first_prompt", plan.firstPrompt}};
    run.sentence = study.task + " by protocol " + plan.protocol + " in template "
        + plan.promptTemplate + ": " + std::to_string(plan.items) + " items, "
        + std::to_string(plan.promptTokens) + " tokens of prompts, at most "
        + std::to_string(plan.mostNewTokens) + " new ones";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

/// Whether an earlier result is continued. @throws StudyError when it is another study's
bool isContinued(const EvaluateOptions& options, const EvaluateStudy& study)
{
    std::error_code error;
    if (!options.resume || !std::filesystem::exists(options.out, error)) {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
        return false;
    }
    // Read and written again: an earlier program did not know every key.
    const auto earlier =
        parseEvaluateStudy(readManifest(options.out).study, options.out + ": study");
    requireSameStudy(options.out, studyText(earlier), studyText(study));
    return true;
}

int evaluate(const EvaluateOptions& options, CommandEnvironment& environment)
{
    const EvaluateStudy study = studyOf(options, environment.common());
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, environment);
    }
    if (options.out.empty()) {
        throw UsageError("evaluate", "--out with a file name", "none");
    }
    const bool isResumed = isContinued(options, study);
    RunContext context = environment.context();
    bool isStored = false;
    context.onStored = [&isStored](const std::string&) { isStored = true; };
    try {
        const EvaluateOutcome outcome =
            runEvaluate(study, options.out, options.force || isResumed, isResumed, context);
        environment.finishProgress();
        if (!options.exportFolder.empty()) {
            writeEvaluationFiles(readResult(options.out), options.out, options.exportFolder,
                                 options.force || isResumed);
        }
        if (environment.common().json) {
            environment.printJson(outcomeJson(outcome));
        } else {
            printOutcome(outcome, environment.out());
        }
        return kExitDone;
    } catch (const Canceled&) {
        environment.printCanceled(isStored ? "stopped on request; the partial result is in "
                                          + options.out
                                           : "stopped on request; nothing was written");
        return kExitCanceled;
    }
}

void declareInput(CLI::App& parser, EvaluateOptions& options)
{
    parser.add_option("--model", options.model, "Model folder")->type_name("DIR");
    addOverlayOptions(parser, options.overlay);
    parser
        .add_option("--predictions", options.predictions,
                    "Instead of a model: answers made elsewhere, rows {\"id\",\"output\"}")
        ->type_name("FILE");
    parser
        .add_option("--task", options.study.task, "mmlu, gsm8k, humaneval, mbpp, choice or exact")
        ->required()
        ->type_name("TASK");
    parser
        .add_option("--data", options.data,
                    "The task's file (JSON Lines, .gz too); mmlu: folder with test/ and dev/")
        ->required()
        ->type_name("PATH");
    parser.add_option("--limit", options.study.rows.limit, "The first N questions")->type_name("N");
    parser.add_option("--rows", options.rows, "Chosen questions, from 0")->type_name("3,7,12-20");
    parser.add_option("--sample", options.study.rows.sample, "N questions by seed")->type_name("N");
    parser.add_option("--out", options.out, "Result file")->type_name("R.h5");
    parser
        .add_option("--export", options.exportFolder,
                    "Also write predictions.jsonl and metrics.json into this folder")
        ->type_name("DIR");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser.add_flag("--resume", options.resume, "Continue a partial result of the same study");
}

void declareAsking(CLI::App& parser, EvaluateOptions& options)
{
    EvaluateStudy& study = options.study;
    parser
        .add_option(
            "--protocol", study.protocol,
            "train (default), oi, native; gsm8k and mbpp also ml; mbpp500 (default of mbpp)")
        ->type_name("NAME");
    parser
        .add_option("--template", study.promptTemplate,
                    "train, tulu, llama2, chatml, alpaca or none (default: the protocol's)")
        ->type_name("NAME");
    parser.add_option("--shots", study.shots, "Worked examples in front (default 0): mmlu, gsm8k")
        ->type_name("K");
    parser
        .add_option("--shots-file", options.shotsFile,
                    "Examples of gsm8k, rows {\"question\",\"answer\"}")
        ->type_name("FILE");
    parser
        .add_option("--plain-stop", study.plainStop,
                    "gsm8k without a template ends at a newline (default) or blank-line")
        ->type_name("WHERE");
    parser
        .add_option("--max-new-tokens", study.maxNewTokens,
                    "Most new tokens of an answer (default: the protocol's)")
        ->type_name("N");
    parser
        .add_option("--samples", study.samples,
                    "Answers to each question (default: the protocol's; needs a temperature)")
        ->type_name("N");
    parser
        .add_option("--top-p", study.topP,
                    "Draw from the smallest set of likely tokens with this mass (default: the "
                    "protocol's)")
        ->type_name("X");
    parser.add_option("--batch", study.batch, "Prompts computed together (default 8)")
        ->type_name("N");
    parser.add_flag("--execute-code", study.executesCode,
                    "humaneval, mbpp: run the generated code in the sandbox; without it nothing "
                    "is scored");
}

} // namespace

Command evaluateCommand()
{
    Command command;
    command.name = "evaluate";
    command.summary = "Scores a model on a task, item by item";
    command.example = "evaluate --model S --adapter A --task mmlu --data mmlu --sample 200 "
                      "--out R.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<EvaluateOptions>();
        declareInput(parser, *options);
        declareAsking(parser, *options);
        const CLI::Option* temperature =
            parser
                .add_option("--temperature", options->study.temperature,
                            "Draw tokens by --seed, 0 = greedy (default: the protocol's)")
                ->type_name("X");
        return [options, temperature, &environment]() -> int {
            options->hasTemperature = temperature->count() > 0;
            return evaluate(*options, environment);
        };
    };
    return command;
}

} // namespace neurograft
