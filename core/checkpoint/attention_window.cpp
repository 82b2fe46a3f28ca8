// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/attention_window.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::int64_t kDefaultWindow = 4096;
constexpr std::int64_t kDefaultFirstLayer = 28; // `max_window_layers`

/// What `layer_types` says per layer; empty when there is no such key.
std::vector<bool> statedLayers(const JsonFields& config, std::int64_t layers)
{
    std::vector<bool> isWindowed;
    if (!config.has("layer_types")) {
        return isWindowed;
    }
    const nlohmann::json& types = config.at("layer_types");
    const auto isKnown = [](const nlohmann::json& type) {
        return type == "full_attention" || type == "sliding_attention";
    };
    if (!types.is_array() || static_cast<std::int64_t>(types.size()) != layers
        || !std::all_of(types.begin(), types.end(), isKnown)) {
        config.refuse("layer_types",
                      "full_attention or sliding_attention for each of " + std::to_string(layers)
                          + " layers");
    }
    for (const nlohmann::json& type : types) {
        isWindowed.push_back(type == "sliding_attention");
    }
    return isWindowed;
}

std::int64_t windowSize(const JsonFields& config)
{
    const std::int64_t size = config.count("sliding_window", kDefaultWindow);
    if (size <= 0) {
        config.refuse("sliding_window", "a whole number above 0, or null");
    }
    return size;
}

AttentionWindow ofChosenLayers(const JsonFields& config, std::int64_t layers)
{
    std::vector<bool> stated = statedLayers(config, layers);
    const bool isStated = std::find(stated.begin(), stated.end(), true) != stated.end();
    // A newer file that names its windowed layers need not repeat that windows are used.
    if (!config.flag("use_sliding_window", isStated && config.has("sliding_window"))) {
        if (isStated) {
            config.refuse("layer_types", "full_attention everywhere, as no window is switched on");
        }
        return {};
    }
    if (config.isNull("sliding_window")) {
        return {};
    }
    if (stated.empty()) {
        const std::int64_t first = config.count("max_window_layers", kDefaultFirstLayer);
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            stated.push_back(layer >= first);
        }
    }
    return {windowSize(config), std::move(stated)};
}

} // namespace

AttentionWindow readAttentionWindow(const JsonFields& config, const ModelFamily& family,
                                    std::int64_t layers)
{
    if (family.windowRule == WindowRule::ChosenLayers) {
        return ofChosenLayers(config, layers);
    }
    if (family.windowRule == WindowRule::EveryLayer && !config.isNull("sliding_window")) {
        return {windowSize(config), std::vector<bool>(static_cast<std::size_t>(layers), true)};
    }
    const std::vector<bool> stated = statedLayers(config, layers);
    if (std::find(stated.begin(), stated.end(), true) != stated.end()) {
        config.refuse("layer_types", "full_attention for each layer of this model");
    }
    return {};
}

} // namespace neurograft
