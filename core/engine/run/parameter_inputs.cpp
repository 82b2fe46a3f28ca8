// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/parameter_inputs.h"

#include "core/engine/run/input_step.h"
#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// "model.layers.3.mlp.up_proj.weight" as up_proj of layer 3; nothing for what is in no layer.
std::optional<MatrixPlace> matrixPlaceOf(const std::string& weight)
{
    const std::optional<std::int64_t> layer = layerOf(weight);
    if (!layer) {
        return std::nullopt;
    }
    for (const Module module : allModules()) {
        if (isWeightMatrix(module) && weightName(static_cast<int>(*layer), module) == weight) {
            return MatrixPlace{module, *layer};
        }
    }
    return std::nullopt;
}

std::map<MatrixPlace, const AdapterFactors*> factorsByPlace(const AdapterFile& adapter)
{
    std::map<MatrixPlace, const AdapterFactors*> factors;
    for (const AdapterFactors& one : adapter.factors()) {
        if (const std::optional<MatrixPlace> place = matrixPlaceOf(one.weight)) {
            factors[*place] = &one;
        }
    }
    return factors;
}

std::shared_ptr<const Checkpoint> openWeights(const fs::path& folder)
{
    auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "a folder with weights", checkpoint->weightsProblem());
    }
    return checkpoint;
}

AdapterInput openAdapter(const ParameterStudy::Adapter& chosen, std::string name,
                         const ModelConfig& config)
{
    AdapterInput input;
    input.name = std::move(name);
    input.adapter = std::make_shared<const AdapterFile>(chosen.path, config);
    input.factors = factorsByPlace(*input.adapter);
    if (input.factors.empty()) {
        throw FormatError(chosen.path.string(), "an adapter of matrices in the layers",
                          "one of other parameters");
    }
    const fs::path folder = !chosen.initial.empty() ? chosen.initial
        : hasInitialFactors(chosen.path)            ? initialFolder(chosen.path)
                                                    : fs::path();
    if (folder.empty()) {
        return input;
    }
    input.initialFolder = folder.string();
    input.initial = std::make_shared<const AdapterFile>(folder, config);
    input.initialFactors = factorsByPlace(*input.initial);
    for (const auto& [place, factors] : input.factors) {
        if (input.initialFactors.count(place) == 0) {
            throw FormatError(folder.string(), "initial factors of " + factors->weight, "none");
        }
    }
    return input;
}

} // namespace

std::int64_t AdapterInput::rank(Module module) const
{
    std::int64_t largest = 0;
    for (const auto& [place, one] : factors) {
        if (place.first == module) {
            largest = std::max(largest, one->a.shape[0]);
        }
    }
    return largest;
}

ParameterInputs openParameterInputs(const ParameterStudy& study, std::vector<std::string>* problems)
{
    ParameterInputs inputs;
    inputs.study = study;
    checkInput(problems, [&] { checkParameterStudy(study); });
    checkInput(problems, [&] { inputs.model = openWeights(study.model); });
    if (!study.teacher.empty()) {
        checkInput(problems, [&] { inputs.teacher = openWeights(study.teacher); });
    }
    const std::vector<std::string> names = adapterNames(study);
    for (std::size_t i = 0; i < study.adapters.size() && inputs.model; ++i) {
        checkInput(problems, [&] {
            inputs.adapters.push_back(
                openAdapter(study.adapters[i], names[i], inputs.model->config()));
        });
    }
    return inputs;
}

} // namespace neurograft
