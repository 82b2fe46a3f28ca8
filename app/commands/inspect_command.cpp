// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/size_text.h"
#include "core/checkpoint/checkpoint.h"
#include "core/run/model_report.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

void printForPeople(const ModelReport& report, std::ostream& out)
{
    if (!report.isRunnable) {
        out << report.family << ": " << report.problem << '\n';
        for (const TensorReport& tensor : report.tensors) {
            out << "  " << tensor.name << " " << shapeText(tensor.shape) << " " << tensor.dtype
                << '\n';
        }
        out << report.parameters << " parameters, " << sizeText(report.bytes) << '\n' << std::flush;
        return;
    }
    out << report.family << ", " << report.layers << " layers, hidden size " << report.hiddenSize
        << ", intermediate size " << report.intermediateSize << ", " << report.heads << " heads ("
        << report.kvHeads << " key/value) of " << report.headDim << ", vocabulary "
        << report.vocabSize << (report.isTied ? ", tied" : "") << '\n';
    out << report.parameters << " parameters, " << report.dtype << ", " << sizeText(report.bytes)
        << " in " << report.tensors.size() << " tensors\n";
    if (report.tokenizer) {
        out << "tokenizer: " << report.tokenizer->kind << ", " << report.tokenizer->size << " ids"
            << (report.tokenizer->addsBos ? ", adds BOS" : "") << '\n';
    } else {
        out << "tokenizer: none\n";
    }
    for (const auto& [dtype, bytes] : report.memoryBytes) {
        out << "memory as " << dtype << ": " << sizeText(bytes) << '\n';
    }
    if (!report.problem.empty()) {
        out << "weights cannot be used: " << report.problem << '\n';
    }
    out << std::flush;
}

} // namespace

Command inspectCommand()
{
    Command command;
    command.name = "inspect";
    command.summary = "Config, tensors and tokenizer of a model folder; no weight is read";
    command.example = "inspect --model Llama-2-7b-chat-hf --json";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto model = std::make_shared<std::string>();
        parser.add_option("--model", *model, "Model folder")->required()->type_name("DIR");
        return [model, &environment]() -> int {
            const ModelReport report = inspectModel(*model);
            if (environment.common().json) {
                environment.printJson(toJson(report));
            } else {
                printForPeople(report, environment.out());
            }
            return kExitDone;
        };
    };
    return command;
}

} // namespace neurograft
