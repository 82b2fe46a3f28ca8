// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "core/run/compute_setup.h"
#include "core/run/parity.h"
#include "core/run/parity_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

int compare(const std::string& model, CommandEnvironment& environment)
{
    const CommonOptions& common = environment.common();
    applyComputeSetup({common.threads, common.deterministic});
    const std::optional<ParityResult> result =
        checkParity({model, common.device, common.dtype}, environment.context());
    environment.finishProgress();
    if (!result) {
        throw FormatError(model, "a model folder with reference_logits.safetensors", "no reference",
                          "Make one with make_reference_logits.py.");
    }
    if (common.json) {
        environment.printJson(toJson(*result));
    } else {
        environment.out() << parityText(*result) << std::flush;
    }
    return result->passed() ? kExitDone : kExitCheckFailed;
}

} // namespace

Command parityCommand()
{
    Command command;
    command.name = "parity";
    command.summary = "Our logits against those another program stored with the model; exit 6 when "
                      "they differ";
    command.example = "parity --model SmolLM2-135M-Instruct --json";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto model = std::make_shared<std::string>();
        parser.add_option("--model", *model, "Model folder with reference_logits.safetensors")
            ->required()
            ->type_name("DIR");
        return [model, &environment]() -> int { return compare(*model, environment); };
    };
    return command;
}

} // namespace neurograft
