// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/neuron_options.h"
#include "core/run/compute_setup.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

struct FindOptions {
    std::string model;
    std::string token;
    int top = 10;
};

int findNeurons(const FindOptions& options, CommandEnvironment& environment)
{
    checkTop(options.top);
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    const NeuronReader reader(options.model, environment.common().device, environment.context());
    const std::int32_t token = reader.tokenId(options.token);
    const std::vector<TokenNeuron> found = reader.find(token, options.top);
    environment.finishProgress();
    if (environment.common().json) {
        nlohmann::ordered_json neurons = nlohmann::ordered_json::array();
        for (const TokenNeuron& each : found) {
            nlohmann::ordered_json neuron = neuronJson(each.neuron);
            neuron["logit"] = each.logit;
            neuron["rank"] = each.rank;
            neurons.push_back(neuron);
        }
        nlohmann::ordered_json result;
        result["neurons"] = neurons;
        environment.printJson(result);
        return kExitDone;
    }
    environment.out() << "neurons that promote token " << token << " "
                      << quotedToken(reader.tokenText(token)) << '\n';
    for (const TokenNeuron& each : found) {
        environment.out() << std::left << std::setw(18) << neuronText(each.neuron) << std::right
                          << std::setw(9) << std::fixed << std::setprecision(4) << each.logit
                          << "  its token no. " << each.rank << '\n';
    }
    environment.out() << std::flush;
    return kExitDone;
}

} // namespace

Command findCommand()
{
    Command command;
    command.name = "find";
    command.summary = "Neurons of all layers that promote a token";
    command.example = "find --model SmolLM2-135M-Instruct --token \" Paris\" --top 20";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<FindOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        parser.add_option("--token", options->token, "Text of one token, or #ID")
            ->required()
            ->type_name("T");
        addTopOption(parser, options->top);
        return [options, &environment]() -> int { return findNeurons(*options, environment); };
    };
    return command;
}

} // namespace neurograft
