// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/neuron_options.h"

#include "app/commands/common_options.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

NeuronId NeuronOptions::neuron() const
{
    requireChoice("--kind", kind, {"ffn", "attn"});
    for (const auto& [name, value] : {std::pair("--layer", layer), std::pair("--index", index)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
    return {layer, *neuronKindFromName(kind), index};
}

void addNeuronOptions(CLI::App& parser, NeuronOptions& options)
{
    parser.add_option("--layer", options.layer, "Layer, from 0")->required()->type_name("L");
    parser.add_option("--kind", options.kind, "ffn (columns of down_proj) or attn (of o_proj)")
        ->required()
        ->type_name("KIND");
    parser.add_option("--index", options.index, "Neuron of that layer, from 0")
        ->required()
        ->type_name("I");
    addTopOption(parser, options.top);
}

void addTopOption(CLI::App& parser, int& top)
{
    parser.add_option("--top", top, "Length of the lists (default 10)")->type_name("K");
}

void checkTop(int top)
{
    if (top < 1) {
        throw UsageError("--top", "a number from 1", std::to_string(top));
    }
}

nlohmann::ordered_json neuronJson(const NeuronId& neuron)
{
    return {
        {"layer", neuron.layer}, {"kind", neuronKindName(neuron.kind)}, {"index", neuron.index}};
}

std::string neuronText(const NeuronId& neuron)
{
    return "L" + std::to_string(neuron.layer) + " " + neuronKindName(neuron.kind) + " "
        + std::to_string(neuron.index);
}

std::string quotedToken(const std::string& token)
{
    return nlohmann::json(token).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace neurograft
