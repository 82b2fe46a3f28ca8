// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
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
        addOverlayOptions(parser, options->overlay);
        return [options, &environment]() -> int { return merge(*options, environment); };
    };
    return command;
}

} // namespace neurograft
