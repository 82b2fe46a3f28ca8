// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/size_text.h"
#include "core/run/merge.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

struct MergeCommandOptions {
    std::string model;
    std::string out;
    bool force = false;
    bool dryRun = false;
    OverlayOptions overlay;
};

void printForPeople(const MergeReport& report, std::ostream& out)
{
    out << report.edited.size() << " tensors changed, " << report.rewritten.size()
        << " weight files written, " << report.copied.size()
        << " files copied: " << report.out.string() << " (" << sizeText(report.bytes) << ")\n";
    for (const std::string& name : report.left) {
        out << "not copied, as it would not match the new weights: " << name << '\n';
    }
    out << std::flush;
}

int reportForecast(const MergeForecast& forecast, CommandEnvironment& environment)
{
    DryRun run;
    run.problems = forecast.problems;
    run.plan = {{"edited", forecast.edited},
                {"rewritten", forecast.rewritten},
                {"copied", forecast.copied},
                {"left", forecast.left},
                {"bytes", forecast.bytes}};
    run.sentence = std::to_string(forecast.edited.size()) + " tensors would change, "
        + std::to_string(forecast.rewritten.size()) + " weight files be written and "
        + std::to_string(forecast.copied.size()) + " files copied, " + sizeText(forecast.bytes)
        + " in all";
    run.hostBytes = forecast.hostBytes;
    run.flops = forecast.flops;
    run.secondsEstimate = forecast.secondsEstimate;
    return reportDryRun(run, environment);
}

int merge(const MergeCommandOptions& options, CommandEnvironment& environment)
{
    MergeOptions merge;
    merge.model = options.model;
    merge.out = options.out;
    merge.overlay = options.overlay.overlay();
    merge.dtype = environment.common().dtype;
    merge.overwrite = options.force;
    if (merge.overlay.isEmpty()) {
        throw UsageError("merge", "at least one --adapter or --delta", "none of them");
    }
    if (options.dryRun) {
        return reportForecast(forecastMerge(merge), environment);
    }
    const MergeReport report = mergeModel(merge, environment.context());
    environment.finishProgress();
    if (environment.common().json) {
        environment.printJson({{"out", report.out.string()},
                               {"edited", report.edited},
                               {"rewritten", report.rewritten},
                               {"copied", report.copied},
                               {"left", report.left},
                               {"bytes", report.bytes},
                               {"checked", true}});
    } else {
        printForPeople(report, environment.out());
    }
    return kExitDone;
}

} // namespace

Command mergeCommand()
{
    Command command;
    command.name = "merge";
    command.summary = "Writes a model folder with adapters and deltas added to its weights";
    command.example = "merge --model Llama-2-7b-chat-hf --adapter lora --out merged";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<MergeCommandOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        parser.add_option("--out", options->out, "New model folder")->required()->type_name("DIR");
        parser.add_flag("--force", options->force, "Replace an existing model folder");
        parser.add_flag("--dry-run", options->dryRun, "Only tell what would be done and needed");
        addOverlayOptions(parser, options->overlay);
        return [options, &environment]() -> int { return merge(*options, environment); };
    };
    return command;
}

} // namespace neurograft
