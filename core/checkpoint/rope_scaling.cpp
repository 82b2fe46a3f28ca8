// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/rope_scaling.h"

#include "core/run/error.h"

#include <array>
#include <utility>

namespace neurograft {

namespace {

constexpr std::array<std::pair<const char*, RopeScaling::Kind>, 4> kKinds{{
    {"default", RopeScaling::Kind::None},
    {"linear", RopeScaling::Kind::Linear},
    {"llama3", RopeScaling::Kind::Llama3},
    {"dynamic", RopeScaling::Kind::Dynamic},
}};

RopeScaling::Kind readKind(const JsonFields& scaling)
{
    const std::string name = scaling.text("rope_type", scaling.text("type", "default"));
    for (const auto& [word, kind] : kKinds) {
        if (name == word) {
            return kind;
        }
    }
    throw FormatError(
        scaling.where(), "rope type default, linear, llama3 or dynamic", "\"" + name + "\"",
        "Neurograft cannot run this scaling. Without it (rope_scaling null) the model "
        "works for texts up to its original context.");
}

RopeScaling readScaling(const JsonFields& scaling)
{
    RopeScaling result;
    result.kind = readKind(scaling);
    if (result.kind == RopeScaling::Kind::None) {
        return result;
    }
    if (!scaling.has("factor")) {
        scaling.refuse("factor", "a number");
    }
    result.factor = scaling.number("factor", 1.0);
    result.lowFrequencyFactor = scaling.number("low_freq_factor", result.lowFrequencyFactor);
    result.highFrequencyFactor = scaling.number("high_freq_factor", result.highFrequencyFactor);
    result.originalMaxPositions =
        scaling.number("original_max_position_embeddings", result.originalMaxPositions);
    const double least =
        result.kind == RopeScaling::Kind::Dynamic ? 1.0 : 0.0; // below 1 the base would shrink
    if (!(result.factor > 0.0) || result.factor < least) {
        scaling.refuse("factor", "a number above " + std::string(least > 0.0 ? "or at 1" : "0"));
    }
    if (!(result.highFrequencyFactor > result.lowFrequencyFactor)) {
        scaling.refuse("high_freq_factor", "a number above low_freq_factor");
    }
    return result;
}

} // namespace

RopeConfig readRopeConfig(const JsonFields& config)
{
    const JsonFields parameters = config.object("rope_parameters"); // newer files
    RopeConfig rope;
    rope.theta = parameters.number("rope_theta", config.number("rope_theta", rope.theta));
    rope.scaling =
        readScaling(config.has("rope_parameters") ? parameters : config.object("rope_scaling"));
    if (!(rope.theta > 0.0)) {
        config.refuse("rope_theta", "a number above 0");
    }
    return rope;
}

} // namespace neurograft
