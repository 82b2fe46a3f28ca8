// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/neuron_vectors.h"

#include "core/engine/model/mapped_tensor.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <string>

namespace neurograft {

namespace {

void requireNeurons(const std::string& matrix, const std::vector<std::int64_t>& neurons,
                    std::size_t wanted, std::int64_t present)
{
    if (neurons.size() != wanted) {
        throw ShapeError("neurons of " + matrix, std::to_string(wanted) + " as in the first layer",
                         std::to_string(neurons.size()));
    }
    for (const std::int64_t neuron : neurons) {
        if (neuron < 0 || neuron >= present) {
            throw ShapeError("neurons of " + matrix,
                             "neurons from 0 to " + std::to_string(present - 1),
                             std::to_string(neuron));
        }
    }
}

} // namespace

ScoreFamily selectedFamily(Module module)
{
    switch (module) {
    case Module::UpProj:
    case Module::DownProj:
        return ScoreFamily::Ffn;
    case Module::OProj:
        return ScoreFamily::Attention;
    case Module::VProj:
        return ScoreFamily::Value;
    default:
        throw StudyError("neurons", "one of up_proj, down_proj, v_proj, o_proj",
                         moduleName(module));
    }
}

bool hasNeuronColumns(Module module)
{
    return module == Module::OProj || module == Module::DownProj;
}

NeuronSelection selectionOf(const ModelAttribution& found, ScoreFamily family)
{
    NeuronSelection selection;
    const auto same =
        std::find_if(found.families.begin(), found.families.end(),
                     [family](const FamilyAttribution& each) { return each.family == family; });
    if (same == found.families.end()) {
        throw StudyError("selection", std::string("neurons of ") + scoreFamilyName(family), "none");
    }
    selection.layers = same->layers;
    for (const std::vector<LayerNeuron>& best : same->best) {
        std::vector<std::int64_t>& neurons = selection.neurons.emplace_back();
        for (const LayerNeuron& each : best) {
            neurons.push_back(each.neuron);
        }
    }
    return selection;
}

at::Tensor neuronVectors(const std::shared_ptr<const Checkpoint>& checkpoint, Module module,
                         const NeuronSelection& selection)
{
    const at::NoGradGuard noGrad;
    const std::int64_t axis = hasNeuronColumns(module) ? 1 : 0;
    std::vector<at::Tensor> layers;
    for (std::size_t i = 0; i < selection.layers.size(); ++i) {
        const std::string name = weightName(static_cast<int>(selection.layers[i]), module);
        const at::Tensor matrix = mappedTensor(checkpoint, checkpoint->entry(name)); // [out,in]
        const std::vector<std::int64_t>& neurons = selection.neurons[i];
        requireNeurons(name, neurons, selection.neurons.front().size(), matrix.size(axis));
        const at::Tensor chosen = matrix.index_select(axis, at::tensor(neurons, at::kLong));
        layers.push_back((axis == 1 ? chosen.t() : chosen).to(at::kFloat)); // [n,d]
    }
    return layers.empty() ? at::empty({0, 0, 0}, at::kFloat) : at::stack(layers);
}

} // namespace neurograft
