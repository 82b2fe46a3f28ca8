// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/module_path.h"

#include <cassert>
#include <charconv>
#include <system_error>

namespace neurograft {

const std::vector<Module>& allModules()
{
    static const std::vector<Module> modules{
        Module::QProj,    Module::KProj,       Module::VProj,
        Module::OProj,    Module::GateProj,    Module::UpProj,
        Module::DownProj, Module::LayerOutput, Module::ResidualContribution};
    return modules;
}

const char* moduleName(Module module)
{
    switch (module) {
    case Module::QProj:
        return "q_proj";
    case Module::KProj:
        return "k_proj";
    case Module::VProj:
        return "v_proj";
    case Module::OProj:
        return "o_proj";
    case Module::GateProj:
        return "gate_proj";
    case Module::UpProj:
        return "up_proj";
    case Module::DownProj:
        return "down_proj";
    case Module::LayerOutput:
        return "layer_output";
    case Module::ResidualContribution:
        break;
    }
    return "residual_contribution";
}

std::optional<Module> moduleFromName(std::string_view name)
{
    for (const Module module : allModules()) {
        if (name == moduleName(module)) {
            return module;
        }
    }
    return std::nullopt;
}

bool isWeightMatrix(Module module)
{
    return module != Module::LayerOutput && module != Module::ResidualContribution;
}

std::string layerPrefix(int layer)
{
    return "model.layers." + std::to_string(layer) + ".";
}

std::optional<std::int64_t> layerOf(std::string_view name)
{
    constexpr std::string_view kLayers = "model.layers.";
    if (name.substr(0, kLayers.size()) != kLayers) {
        return std::nullopt;
    }
    std::int64_t layer = 0;
    const char* const end = name.data() + name.size();
    const auto [next, code] = std::from_chars(name.data() + kLayers.size(), end, layer);
    return code == std::errc() && next != end && *next == '.' ? std::optional(layer) : std::nullopt;
}

std::string shiftedLayer(const std::string& name, std::int64_t shift)
{
    const std::optional<std::int64_t> layer = layerOf(name);
    if (!layer) {
        return name;
    }
    const std::size_t rest = layerPrefix(static_cast<int>(*layer)).size();
    return layerPrefix(static_cast<int>(*layer + shift)) + name.substr(rest);
}

std::string modulePath(int layer, Module module)
{
    assert(isWeightMatrix(module));
    const bool isAttention = module == Module::QProj || module == Module::KProj
        || module == Module::VProj || module == Module::OProj;
    return layerPrefix(layer) + (isAttention ? "self_attn." : "mlp.") + moduleName(module);
}

std::string weightName(int layer, Module module)
{
    return modulePath(layer, module) + ".weight";
}

std::string biasName(int layer, Module module)
{
    return modulePath(layer, module) + ".bias";
}

std::string headNormName(int layer, Module module)
{
    assert(module == Module::QProj || module == Module::KProj);
    return layerPrefix(layer)
        + (module == Module::QProj ? "self_attn.q_norm.weight" : "self_attn.k_norm.weight");
}

} // namespace neurograft
