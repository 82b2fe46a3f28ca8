// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_family.h"

#include "core/run/error.h"

#include <array>

namespace neurograft {

namespace {

constexpr std::array<ModelFamily, 4> kFamilies{{
    {"llama", false, true, true, false, 0, 0, WindowRule::Never},
    {"mistral", false, false, false, false, 8, 0, WindowRule::EveryLayer},
    {"qwen2", true, false, false, false, 32, 0, WindowRule::ChosenLayers},
    {"qwen3", false, true, false, true, 32, 128, WindowRule::ChosenLayers},
}};

} // namespace

const ModelFamily* findModelFamily(std::string_view modelType)
{
    for (const ModelFamily& family : kFamilies) {
        if (modelType == family.modelType) {
            return &family;
        }
    }
    return nullptr;
}

std::string modelFamilyNames()
{
    std::string names;
    for (std::size_t i = 0; i < kFamilies.size(); ++i) {
        const char* separator = i == 0 ? "" : i + 1 == kFamilies.size() ? " or " : ", ";
        names += separator + std::string(kFamilies[i].modelType);
    }
    return names;
}

const ModelFamily& modelFamilyOf(const JsonFields& config)
{
    const std::string modelType = config.text("model_type", "");
    if (const ModelFamily* family = findModelFamily(modelType)) {
        return *family;
    }
    throw FormatError(config.where() + ": model_type", modelFamilyNames(),
                      modelType.empty() ? "no such key" : "\"" + modelType + "\"",
                      "Neurograft cannot run this family; `inspect` lists its tensors.");
}

} // namespace neurograft
