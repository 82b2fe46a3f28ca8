// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/neuron.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace neurograft {

/// Options that name one neuron, and how long the lists about it are.
struct NeuronOptions {
    std::int64_t layer = 0;
    std::string kind;
    std::int64_t index = 0;
    int top = 10;

    /// @throws UsageError for an unknown kind or a negative number
    NeuronId neuron() const;
};

/// Adds --layer, --kind, --index (all required) and --top.
void addNeuronOptions(CLI::App& parser, NeuronOptions& options);

/// Adds --top alone. @throws UsageError, when parsed values are checked with checkTop()
void addTopOption(CLI::App& parser, int& top);
void checkTop(int top);

/// {"layer", "kind", "index"}.
nlohmann::ordered_json neuronJson(const NeuronId& neuron);
/// "L2 ffn 137" for people.
std::string neuronText(const NeuronId& neuron);
/// A token as a JSON string, so that blanks and line ends show.
std::string quotedToken(const std::string& token);

} // namespace neurograft
