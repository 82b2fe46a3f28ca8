// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/pair_delta.h"

#include "core/engine/transfer/magnitude_penalty.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <string>
#include <utility>

namespace neurograft {

namespace {

std::string sizeText(std::int64_t layers, std::int64_t neurons)
{
    return std::to_string(layers) + " layers of " + std::to_string(neurons) + " neurons";
}

/// D has a row for every neuron of the student that is to change.
void requireSizes(Module module, const at::Tensor& delta, const NeuronSelection& chosen)
{
    const auto layers = static_cast<std::int64_t>(chosen.layers.size());
    const auto neurons =
        chosen.neurons.empty() ? 0 : static_cast<std::int64_t>(chosen.neurons.front().size());
    if (delta.size(0) != layers || delta.size(1) != neurons) {
        throw ShapeError(std::string("change of ") + moduleName(module), sizeText(layers, neurons),
                         sizeText(delta.size(0), delta.size(1)));
    }
}

} // namespace

PairDelta::PairDelta(const DeltaMaker& maker, const VectorSource& source, const PairSelection& pair,
                     const std::vector<Module>& modules, const PairDeltaOptions& options)
    : m_maker(maker), m_modules(modules), m_options(options)
{
    const at::NoGradGuard noGrad;
    const auto edits = std::make_shared<ModelEdits>();
    for (std::size_t i = 0; i < modules.size(); ++i) {
        const Module module = modules[i];
        const NeuronSelection& chosen = pair.student.of(module);
        m_vectors.push_back(maker.readsVectors() ? source.vectors(module, pair) : at::Tensor());
        const at::Tensor output = made(i).detach();
        requireSizes(module, output, chosen);
        m_values.push_back(options.halfOutput ? halfRounded(output) : output);
        m_leaves.emplace_back();
        for (std::size_t k = 0; k < chosen.layers.size() && output.size(1) > 0; ++k) {
            const at::Tensor leaf =
                m_values[i].select(0, static_cast<std::int64_t>(k)).detach().requires_grad_(true);
            m_leaves[i].push_back(leaf);
            edits->add(weightName(static_cast<int>(chosen.layers[k]), module),
                       NeuronEdit{at::tensor(chosen.neurons[k], at::kLong).to(leaf.device()), leaf,
                                  hasNeuronColumns(module)});
        }
    }
    m_edits = edits;
}

at::Tensor PairDelta::made(std::size_t which) const
{
    const at::Tensor output = m_maker.delta(m_modules[which], m_vectors[which]); // [L_sel,n,d_s]
    return m_options.takesMean ? output.mean(1, true).expand(output.sizes()) : output;
}

std::vector<at::Tensor> PairDelta::takeGradients()
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> gradients;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        std::vector<at::Tensor> layers;
        for (at::Tensor& leaf : m_leaves[i]) {
            layers.push_back(leaf.grad().defined() ? leaf.grad() : at::zeros_like(leaf));
            leaf.mutable_grad() = at::Tensor();
        }
        gradients.push_back(layers.empty() ? at::zeros_like(m_values[i]) : at::stack(layers));
    }
    return gradients;
}

void PairDelta::backward(const std::vector<at::Tensor>& gradients) const
{
    const at::AutoGradMode withGradients(true);
    for (std::size_t i = 0; i < m_modules.size(); ++i) {
        if (gradients[i].numel() > 0) {
            torch::autograd::backward({made(i)}, {gradients[i]});
        }
    }
}

} // namespace neurograft
