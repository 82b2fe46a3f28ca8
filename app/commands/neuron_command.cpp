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

using Json = nlohmann::ordered_json;

struct NeuronCommandOptions {
    std::string model;
    NeuronOptions neuron;
    bool noNorm = false;
};

Json tokensJson(const std::vector<TokenScore>& tokens)
{
    Json list = Json::array();
    for (const TokenScore& token : tokens) {
        list.push_back({{"id", token.id}, {"token", token.token}, {"logit", token.logit}});
    }
    return list;
}

void printTokens(const char* title, const std::vector<TokenScore>& tokens, std::ostream& out)
{
    out << title << '\n';
    for (const TokenScore& token : tokens) {
        out << std::setw(8) << token.id << "  " << std::setw(9) << std::fixed
            << std::setprecision(4) << token.logit << "  " << quotedToken(token.token) << '\n';
    }
}

int showNeuron(const NeuronCommandOptions& options, CommandEnvironment& environment)
{
    const NeuronId neuron = options.neuron.neuron();
    checkTop(options.neuron.top);
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    const NeuronReader reader(options.model, environment.common().device, environment.context());
    const NeuronTokens tokens = reader.project(neuron, options.neuron.top, !options.noNorm);
    environment.finishProgress();
    if (environment.common().json) {
        environment.printJson({{"promoted", tokensJson(tokens.promoted)},
                               {"suppressed", tokensJson(tokens.suppressed)},
                               {"norm_applied", tokens.isNormApplied}});
        return kExitDone;
    }
    environment.out() << neuronText(neuron) << (tokens.isNormApplied ? "" : ", final norm left out")
                      << '\n';
    printTokens("promoted", tokens.promoted, environment.out());
    printTokens("suppressed", tokens.suppressed, environment.out());
    environment.out() << std::flush;
    return kExitDone;
}

} // namespace

Command neuronCommand()
{
    Command command;
    command.name = "neuron";
    command.summary = "What one neuron writes to the vocabulary";
    command.example = "neuron --model SmolLM2-135M-Instruct --layer 20 --kind ffn --index 731";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<NeuronCommandOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        addNeuronOptions(parser, options->neuron);
        parser.add_flag("--no-norm", options->noNorm, "Leave the final norm's gains out");
        return [options, &environment]() -> int { return showNeuron(*options, environment); };
    };
    return command;
}

} // namespace neurograft
