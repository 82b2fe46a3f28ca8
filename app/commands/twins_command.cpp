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

struct TwinsOptions {
    std::string teacher;
    std::string student;
    NeuronOptions neuron;
};

int findTwins(const TwinsOptions& options, CommandEnvironment& environment)
{
    const NeuronId neuron = options.neuron.neuron();
    checkTop(options.neuron.top);
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    const RunContext context = environment.context();
    const std::string& device = environment.common().device;
    const NeuronReader student(options.student, device, context);
    const NeuronReader teacher(options.teacher, device, context);
    const std::vector<NeuronTwin> twins = student.twins(teacher, neuron, options.neuron.top);
    environment.finishProgress();
    if (environment.common().json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const NeuronTwin& twin : twins) {
            nlohmann::ordered_json item = neuronJson(twin.neuron);
            item["cosine"] = twin.cosine;
            list.push_back(item);
        }
        nlohmann::ordered_json result;
        result["twins"] = list;
        environment.printJson(result);
        return kExitDone;
    }
    environment.out() << "teacher neurons nearest to the student's " << neuronText(neuron)
                      << (twins.empty() ? ": none, it writes nothing" : "") << '\n';
    for (const NeuronTwin& twin : twins) {
        environment.out() << std::left << std::setw(18) << neuronText(twin.neuron) << std::right
                          << "  cosine " << std::fixed << std::setprecision(4) << twin.cosine
                          << '\n';
    }
    environment.out() << std::flush;
    return kExitDone;
}

} // namespace

Command twinsCommand()
{
    Command command;
    command.name = "twins";
    command.summary = "Teacher neurons that write to the vocabulary what a student's neuron writes";
    command.example = "twins --teacher T --student S --layer 2 --kind ffn --index 137";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<TwinsOptions>();
        parser.add_option("--teacher", options->teacher, "Folder to look in")
            ->required()
            ->type_name("DIR");
        parser.add_option("--student", options->student, "Folder of the neuron")
            ->required()
            ->type_name("DIR");
        addNeuronOptions(parser, options->neuron);
        return [options, &environment]() -> int { return findTwins(*options, environment); };
    };
    return command;
}

} // namespace neurograft
