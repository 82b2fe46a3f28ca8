// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/coefficient_samples.h"

#include "core/engine/similarity/module_capture.h"
#include "core/run/error.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <string>

namespace neurograft {

namespace {

void requireNeurons(const ModelConfig& config, const NeuronsByLayer& neurons)
{
    for (const auto& [layer, indices] : neurons) {
        const bool isFit = layer >= 0 && layer < config.layers
            && std::all_of(indices.begin(), indices.end(), [&config](std::int64_t index) {
                               return index >= 0 && index < config.intermediateSize;
                           });
        if (!isFit) {
            throw ShapeError("neurons of layer " + std::to_string(layer),
                             std::to_string(config.layers) + " layers of "
                                 + std::to_string(config.intermediateSize) + " neurons",
                             "another layer or neuron");
        }
    }
}

} // namespace

std::map<std::int64_t, at::Tensor>
coefficientSamples(const TransformerModel& model, const std::vector<RowSamples>& rows,
                   std::int64_t samples, const NeuronsByLayer& neurons, std::int64_t tokenBudget,
                   const std::function<void(std::int64_t, std::int64_t)>& afterBatch)
{
    requireNeurons(model.config(), neurons);
    const c10::InferenceMode inference;
    std::map<std::int64_t, at::Tensor> collected;
    std::map<std::int64_t, at::Tensor> chosen;
    for (const auto& [layer, indices] : neurons) {
        collected[layer] =
            at::zeros({samples, static_cast<std::int64_t>(indices.size())}, at::dtype(at::kFloat));
        chosen[layer] = at::tensor(indices).to(model.device());
    }
    const std::int64_t layers = neurons.empty() ? 0 : neurons.rbegin()->first + 1;
    const std::vector<SampleBatch> batches = sampleBatches(rows, tokenBudget, model.device());
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const SampleBatch& batch = batches[i];
        const TokenBatch tokens = padLeft(batch.rows, 0, model.device()); // padding is masked
        const BatchContext context = model.prepare(tokens);
        at::Tensor hidden = model.embed(tokens); // [B,T,d]
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            LayerCapture capture;
            if (neurons.count(layer) > 0) {
                capture.request = static_cast<std::uint32_t>(Internal::FfnCoefficients);
                capture.sink = [&](Internal, const at::Tensor& values) { // [B,T,f]
                    const at::Tensor own = values.index_select(2, chosen.at(layer));
                    collected.at(layer).index_copy_(0, batch.targets.to(at::kCPU),
                                                    gatherSamples(own, batch).to(at::kCPU));
                };
            }
            hidden = model.runLayer(layer, hidden, context, &capture);
        }
        afterBatch(static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(batches.size()));
    }
    return collected;
}

} // namespace neurograft
