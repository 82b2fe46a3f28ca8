// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/changed_neurons.h"

#include "core/checkpoint/module_path.h"
#include "core/engine/model/model_edits.h"
#include "core/engine/run/open_model_parts.h"
#include "core/engine/support/torch_errors.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace neurograft {

namespace {

/// Float64 values of a vector on the host.
std::vector<double> valuesOf(const at::Tensor& vector)
{
    const at::Tensor host = vector.cpu().contiguous();
    const auto* data = host.const_data_ptr<double>();
    return {data, data + host.numel()};
}

at::Tensor columnNorms(const at::Tensor& matrix)
{
    return at::linalg_vector_norm(matrix, 2, at::IntArrayRef{0});
}

/// Neurons of one matrix [d,n], a column each.
void addNeurons(const at::Tensor& weight, const at::Tensor& change, std::int64_t layer,
                NeuronKind kind, std::vector<ChangedNeuron>& found)
{
    const at::Tensor before = weight.to(change.device()).to(at::kDouble);
    const at::Tensor delta = change.to(at::kDouble);
    const at::Tensor after = before + delta;
    const std::vector<double> norms = valuesOf(columnNorms(delta));
    const std::vector<double> beforeNorms = valuesOf(columnNorms(before));
    const std::vector<double> afterNorms = valuesOf(columnNorms(after));
    const std::vector<double> products = valuesOf((before * after).sum(0));
    for (std::size_t i = 0; i < norms.size(); ++i) {
        if (!(norms[i] > 0.0)) {
            continue;
        }
        ChangedNeuron neuron;
        neuron.neuron = {layer, kind, static_cast<std::int64_t>(i)};
        neuron.norm = norms[i];
        neuron.relative = beforeNorms[i] > 0.0 ? norms[i] / beforeNorms[i]
                                               : std::numeric_limits<double>::infinity();
        neuron.cosine = products[i] / (beforeNorms[i] * afterNorms[i]); // 0 / 0 is NaN
        found.push_back(neuron);
    }
}

void keepLargest(std::vector<ChangedNeuron>& found, int top)
{
    const auto key = [](const ChangedNeuron& each) {
        return std::tuple(-each.norm, each.neuron.layer, each.neuron.kind, each.neuron.index);
    };
    const auto kept =
        static_cast<std::ptrdiff_t>(std::min(found.size(), static_cast<std::size_t>(top)));
    std::partial_sort(found.begin(), found.begin() + kept, found.end(),
                      [&key](const auto& a, const auto& b) { return key(a) < key(b); });
    found.resize(static_cast<std::size_t>(kept));
}

} // namespace

std::vector<ChangedNeuron> changedNeurons(const OpenModel& model, int top,
                                          const RunContext& context)
{
    return withTorchErrors("changed neurons", [&] {
        const c10::InferenceMode inference;
        const OpenModel::Parts& parts = model.parts();
        std::vector<ChangedNeuron> found;
        if (parts.layers) {
            throw StudyError("changed neurons", "a model with all its layers open", "some of them",
                             "Load all layers.");
        }
        const ModelEdits* edits = parts.model->edits();
        const std::int64_t layers = edits == nullptr ? 0 : parts.checkpoint->config().layers;
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            context.checkpoint({"changed neurons", 1, 1, layer, layers, "layers"});
            for (const auto& [module, kind] : {std::pair(Module::DownProj, NeuronKind::Ffn),
                                               std::pair(Module::OProj, NeuronKind::Attention)}) {
                const std::string name = weightName(static_cast<int>(layer), module);
                if (edits->has(name)) {
                    const at::Tensor weight = parts.base->parameter(name);
                    addNeurons(weight, edits->sum(name, weight.sizes()), layer, kind, found);
                }
            }
            keepLargest(found, top);
        }
        return found;
    });
}

} // namespace neurograft
