// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/same_study.h"
#include "app/commands/size_text.h"
#include "app/commands/transfer_options.h"
#include "app/commands/transfer_report.h"
#include "core/run/compute_setup.h"
#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/study/transfer_parts.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

/// What a run goes through and leaves behind.
std::string workText(const TransferPlan& plan, const TransferStudy& study)
{
    if (study.method == "unaligned") {
        return "located by " + std::to_string(plan.seedExamples) + " rows";
    }
    return std::to_string(plan.rows) + " rows, " + std::to_string(plan.tokens) + " tokens, "
        + std::to_string(plan.steps) + " steps";
}

Json planJson(const TransferPlan& plan, const TransferStudy& study)
{
    Json targets = Json::array();
    for (const TransferTargets& target : plan.targets) {
        targets.push_back({{"module", target.module},
                           {"count", target.count},
                           {"shape", {target.out, target.in}},
                           {"rank", target.rank}});
    }
    return {{"method", study.method},
            {"targets", targets},
            {"trained_parameters", plan.trainedParameters},
            {"seeds", plan.seeds},
            {"steps", plan.steps},
            {"rows", plan.rows},
            {"skipped", plan.skipped},
            {"truncated", plan.truncated},
            {"tokens", plan.tokens},
            {"labels", plan.labels},
            {"seed_examples", plan.seedExamples},
            {"recompute", plan.recomputes},
            {"disk_bytes", plan.diskBytes}};
}

int reportPlan(const TransferStudy& study, const std::string& out, CommandEnvironment& environment)
{
    const TransferPlan plan = planTransfer(study, out);
    DryRun run;
    run.problems = plan.problems;
    run.plan = planJson(plan, study);
    run.sentence = transferTitle(study, plan.trainedParameters) + ", " + workText(plan, study)
        + ", " + std::to_string(plan.seeds) + (plan.seeds == 1 ? " seed, " : " seeds, ")
        + sizeText(plan.diskBytes) + " on the disk";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

/// @throws StudyError naming the keys in which a begun run differs from what is asked for
void requireSameRun(const TransferStudy& study, const std::string& out)
{
    std::error_code error;
    for (const TransferPart& part : transferParts(study, out)) {
        const std::string path = part.result().string();
        if (std::filesystem::exists(path, error)) {
            // Read and written again: an earlier program did not know every key.
            const auto earlier = parseTransferStudy(readManifest(path).study, path + ": study");
            requireSameStudy(path, studyText(earlier), studyText(part.study));
        }
    }
}

int transfer(const TransferOptions& options, const TransferStudy& study,
             CommandEnvironment& environment)
{
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, options.out, environment);
    }
    if (options.out.empty()) {
        throw UsageError("transfer", "--out with a folder", "none");
    }
    std::error_code error;
    const bool isResumed = options.resume && std::filesystem::exists(options.out, error);
    if (isResumed) {
        requireSameRun(study, options.out);
    }
    RunContext context = environment.context();
    bool isStored = false;
    context.onStored = [&isStored](const std::string&) { isStored = true; };
    try {
        const TransferOutcome outcome =
            runTransfer(study, options.out, options.force, isResumed, context);
        if (environment.common().json) {
            environment.printJson(outcomeJson(outcome, study));
        } else {
            environment.finishProgress();
            printOutcome(outcome, study, environment.out());
        }
        return kExitDone;
    } catch (const Canceled&) {
        environment.printCanceled(isStored
                                      ? "stopped on request; --resume goes on from " + options.out
                                      : "stopped on request; nothing was trained yet");
        return kExitCanceled;
    }
}

} // namespace

Command transferCommand()
{
    Command command;
    command.name = "transfer";
    command.summary = "Put a teacher's knowledge into a student: adapters from its parameters, "
                      "trained, or changes of located neurons, with controls and baselines";
    command.example = "transfer seeking --teacher T --student S --extract extract.jsonl --train "
                      "train.jsonl --out seeking";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<TransferOptions>();
        options->declare(parser);
        return [options, &parser, &environment]() -> int {
            return transfer(*options, options->study(parser, environment.common()), environment);
        };
    };
    return command;
}

} // namespace neurograft
