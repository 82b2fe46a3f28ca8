// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/adapter_target.h"

#include "core/engine/attribution/submatrix_selection.h"
#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

std::vector<AdapterTarget> adapterTargets(const ModelConfig& student,
                                          const std::vector<std::string>& modules)
{
    const auto isWanted = [&modules](const std::string& name) {
        return std::find(modules.begin(), modules.end(), name) != modules.end();
    };
    for (const std::string& name : modules) {
        const auto module = moduleFromName(name);
        if (name != "embed_tokens" && name != "lm_head" && !(module && isWeightMatrix(*module))) {
            throw UsageError("--modules", "weight matrices such as up_proj", "'" + name + "'");
        }
    }
    std::vector<AdapterTarget> targets;
    const auto add = [&targets](AdapterTarget target) {
        target.number = targets.size();
        targets.push_back(std::move(target));
    };
    for (std::int64_t layer = 0; layer < student.layers; ++layer) {
        for (const Module module : allModules()) {
            if (isWeightMatrix(module) && isWanted(moduleName(module))) {
                const auto [out, in] = moduleShape(student, module);
                add({weightName(static_cast<int>(layer), module), moduleName(module), module, layer,
                     out, in});
            }
        }
    }
    if (isWanted("embed_tokens")) {
        add({kEmbeddingName, "embed_tokens", std::nullopt, -1, student.hiddenSize,
             student.vocabSize, true});
    }
    if (isWanted("lm_head")) {
        add({kUnembeddingName, "lm_head", std::nullopt, -1, student.vocabSize, student.hiddenSize});
    }
    return targets;
}

std::vector<AdapterTarget> targetsOfLayers(std::vector<AdapterTarget> targets,
                                           const std::vector<std::int64_t>& layers)
{
    targets.erase(std::remove_if(targets.begin(), targets.end(),
                                 [&layers](const AdapterTarget& target) {
                                     return std::find(layers.begin(), layers.end(), target.layer)
                                         == layers.end();
                                 }),
                  targets.end());
    return targets;
}

} // namespace neurograft
