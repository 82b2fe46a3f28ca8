// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "core/evaluate/evaluation_protocol.h"
#include "core/run/compute_setup.h"
#include "core/run/damage.h"
#include "core/run/run_evaluate.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace neurograft {

namespace {

struct DamageOptions {
    EvaluateStudy student;
    std::string model;
    std::string edited;
    OverlayOptions overlay;
    std::vector<std::string> tasks;
    std::string heldOut;
    std::string out;
    bool force = false;
    bool resume = false;
    bool dryRun = false;
};

/// "mmlu=DIR" → task and data. @throws UsageError
DamageTask parseTask(const std::string& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size()) {
        throw UsageError("--task", "TASK=DATA, such as gsm8k=test.jsonl", "'" + text + "'");
    }
    const std::string task = text.substr(0, equals);
    requireChoice("--task", task, taskWords());
    return {task, text.substr(equals + 1)};
}

DamageStudy studyOf(const DamageOptions& options, const CommonOptions& common)
{
    DamageStudy study;
    study.student = options.student;
    study.student.model = options.model;
    study.student.seed = common.seed;
    study.student.rows.seed = common.seed;
    study.student.device = common.device;
    study.student.dtype = common.dtype;
    study.student.threads = common.threads;
    study.student.isDeterministic = common.deterministic;
    study.edited = options.edited;
    study.overlay = options.overlay.overlay();
    study.heldOut = options.heldOut;
    for (const std::string& task : options.tasks) {
        study.tasks.push_back(parseTask(task));
    }
    return study;
}

/// The evaluations one after the other: time and work add up, memory is that of the largest.
int reportPlan(const DamageStudy& study, CommandEnvironment& environment)
{
    DryRun run;
    nlohmann::ordered_json steps = nlohmann::ordered_json::array();
    for (const EvaluateStudy& evaluation : damageEvaluations(study)) {
        const EvaluatePlan plan = planEvaluate(evaluation);
        run.problems.insert(run.problems.end(), plan.problems.begin(), plan.problems.end());
        steps.push_back({{"task", evaluation.task},
                         {"edited", steps.size() % 2 == 1},
                         {"items", plan.items},
                         {"prompt_tokens", plan.promptTokens}});
        run.hostBytes = std::max(run.hostBytes, plan.hostBytes);
        run.deviceBytes = std::max(run.deviceBytes, plan.deviceBytes);
        run.flops += plan.flops;
        run.secondsEstimate += plan.secondsEstimate;
    }
    run.plan = {{"evaluations", steps}, {"held_out", study.heldOut.string()}};
    run.sentence = std::to_string(steps.size()) + " evaluations"
        + (study.heldOut.empty() ? "" : " and held-out perplexity, not counted here");
    return reportDryRun(run, environment);
}

int damage(const DamageOptions& options, CommandEnvironment& environment)
{
    const DamageStudy study = studyOf(options, environment.common());
    applyComputeSetup({study.student.threads, study.student.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, environment);
    }
    if (options.out.empty()) {
        throw UsageError("damage", "--out with a folder name", "none");
    }
    try {
        const std::vector<DamageRow> rows =
            checkDamage(study, options.out, options.force, options.resume, environment.context());
        environment.finishProgress();
        if (environment.common().json) {
            nlohmann::ordered_json json = toJson(rows);
            json["out"] = options.out;
            environment.printJson(json);
        } else {
            environment.out() << damageText(rows) << std::flush;
            environment.note("written: " + options.out);
        }
        return kExitDone;
    } catch (const Canceled&) {
        environment.printCanceled("stopped on request; what is finished is in " + options.out
                                  + ", go on with --resume");
        return kExitCanceled;
    }
}

} // namespace

Command damageCommand()
{
    Command command;
    command.name = "damage";
    command.summary = "What an edit did to the other tasks and to held-out text, in one table";
    command.example = "damage --model student --delta delta.safetensors --task mmlu=mmlu --task "
                      "gsm8k=test.jsonl --held-out align.jsonl --limit 200 --out damage";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<DamageOptions>();
        parser.add_option("--model", options->model, "The student as it was")
            ->required()
            ->type_name("DIR");
        parser
            .add_option("--edited", options->edited,
                        "Folder of the edited student, when it has one")
            ->type_name("DIR");
        addOverlayOptions(parser, options->overlay);
        parser
            .add_option("--task", options->tasks,
                        "Task and its data, as evaluate takes them; repeatable")
            ->type_name("TASK=PATH");
        parser
            .add_option("--held-out", options->heldOut,
                        "Rows no edit has seen, for perplexity (JSON Lines)")
            ->type_name("FILE");
        parser.add_option("--limit", options->student.rows.limit, "The first N questions of each")
            ->type_name("N");
        parser.add_option("--sample", options->student.rows.sample, "N questions of each, by seed")
            ->type_name("N");
        parser
            .add_option("--batch", options->student.batch, "Prompts computed together (default 8)")
            ->type_name("N");
        parser.add_flag("--execute-code", options->student.executesCode,
                        "humaneval, mbpp: run the generated code in the sandbox; without it "
                        "nothing is scored");
        parser.add_option("--out", options->out, "Folder for results and tables")->type_name("DIR");
        parser.add_flag("--force", options->force, "Write into an existing --out");
        parser.add_flag("--resume", options->resume, "Go on with what is finished in --out");
        parser.add_flag("--dry-run", options->dryRun, "Only say what the check would need");
        return [options, &environment]() -> int { return damage(*options, environment); };
    };
    return command;
}

} // namespace neurograft
