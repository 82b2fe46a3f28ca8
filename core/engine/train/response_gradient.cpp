// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/response_gradient.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kResponseGradientHeadBytes =
    16 * 1024 * 1024; ///< of float32 logits at a time

/// One pass over the labelled positions of the last hidden states.
class HeadPass {
public:
    HeadPass(const TransformerModel& model, const LabelledBatch& batch,
             const ResponseGradientOptions& options)
        : m_model(model), m_batch(batch), m_dropout(options.dropout), m_loss(options.loss),
          m_losses(static_cast<std::size_t>(batch.tokens.ids.size(0)), 0.0)
    {
        if (!options.rowFactors.empty()) {
            std::vector<double> factors;
            for (const std::int64_t row : batch.rowOf) {
                factors.push_back(options.rowFactors[static_cast<std::size_t>(row)]);
            }
            m_factors = at::tensor(factors, at::kFloat).to(model.device()); // [n]
        }
    }

    /// @param factor of the loss; nothing is differentiated with 0
    /// @return d loss / d hidden [B,T,d]; undefined with a factor of 0
    at::Tensor run(const at::Tensor& hidden, double factor)
    {
        const at::Tensor flat = hidden.detach().flatten(0, 1); // [B*T,d]
        const std::int64_t labels = m_batch.places.size(0);
        const std::int64_t chunk = std::max<std::int64_t>(
            1,
            kResponseGradientHeadBytes
                / (m_model.config().vocabSize * std::int64_t{sizeof(float)}));
        at::Tensor gradient = factor != 0.0 ? at::zeros_like(flat) : at::Tensor();
        const std::int64_t use = m_dropout != nullptr ? m_dropout->use() : 0;
        for (std::int64_t first = 0; first < labels; first += chunk) {
            const std::int64_t count = std::min(chunk, labels - first);
            const at::Tensor places = m_batch.places.narrow(0, first, count);
            if (m_dropout != nullptr) { // the same masks, however the labels are cut into chunks
                m_dropout->setPlaces(m_batch.positions.index_select(0, places.cpu()), use);
            }
            at::Tensor part = flat.index_select(0, places); // [n,d]
            if (factor != 0.0) {
                part.requires_grad_(true);
            }
            const PositionLoss& loss = m_loss != nullptr ? *m_loss : m_crossEntropy;
            const at::Tensor losses = loss.losses(
                m_model.head(part), m_batch.labels.narrow(0, first, count), first); // [n]
            if (factor != 0.0) {
                const at::Tensor weighted =
                    m_factors.defined() ? losses * m_factors.narrow(0, first, count) : losses;
                torch::autograd::backward({weighted.sum() * factor}, {});
                gradient.index_copy_(0, places, part.grad());
            }
            addLosses(losses.detach(), first);
        }
        return factor != 0.0 ? gradient.view(hidden.sizes()) : gradient;
    }

    const std::vector<double>& losses() const { return m_losses; }

private:
    void addLosses(const at::Tensor& losses, std::int64_t first)
    {
        const at::Tensor wide = losses.to(at::kDouble).cpu().contiguous();
        const auto* values = wide.const_data_ptr<double>();
        for (std::int64_t i = 0; i < wide.numel(); ++i) {
            const std::int64_t row = m_batch.rowOf[static_cast<std::size_t>(first + i)];
            m_losses[static_cast<std::size_t>(row)] += values[i];
        }
    }

    const TransformerModel& m_model;
    const LabelledBatch& m_batch;
    InputDropout* m_dropout;
    const PositionLoss* m_loss; ///< null = m_crossEntropy
    CrossEntropyLoss m_crossEntropy;
    std::vector<double> m_losses;
    at::Tensor m_factors; ///< of each label; undefined = 1
};

/// Its loss when @p layer has one, times its factor; undefined when it has none.
at::Tensor layerTerm(const ResponseGradientOptions& options, const LabelledBatch& batch,
                     std::int64_t layer, const at::Tensor& input, const at::Tensor& output)
{
    at::Tensor term;
    if (options.layers == nullptr) {
        return term;
    }
    for (const LayerLoss* each : options.layers->losses) {
        if (each->layer() == layer) {
            const at::Tensor added =
                (output - input).flatten(0, 1).index_select(0, batch.places); // [n,d]
            const at::Tensor loss = each->loss(added, batch);
            options.layers->value += loss.item<double>();
            term = loss * options.layers->factor;
        }
    }
    return term;
}

/// Gradients of an output and of a loss on the way to it (may be undefined).
void backwardBoth(const at::Tensor& output, const at::Tensor& gradient, const at::Tensor& term)
{
    std::vector<at::Tensor> roots, gradients;
    for (const auto& [root, of] : {std::pair(output, gradient), std::pair(term, at::Tensor())}) {
        if (root.defined() && root.requires_grad()) {
            roots.push_back(root);
            gradients.push_back(of.defined() ? of : at::ones_like(root));
        }
    }
    if (!roots.empty()) {
        torch::autograd::backward(roots, gradients);
    }
}

std::vector<double> throughTheGraph(const TransformerModel& model, const LabelledBatch& batch,
                                    const ResponseGradientOptions& options,
                                    const RunContext& context)
{
    const BatchContext batchContext = model.prepare(batch.tokens);
    at::Tensor x = model.embed(batch.tokens); // [B,T,d]
    at::Tensor terms;
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        context.throwIfStopped();
        const at::Tensor input = x;
        x = model.runLayer(layer, input, batchContext);
        const at::Tensor term = layerTerm(options, batch, layer, input, x);
        if (term.defined()) {
            terms = terms.defined() ? terms + term : term;
        }
    }
    HeadPass head(model, batch, options);
    const at::Tensor gradient = head.run(x, options.factor);
    context.throwIfStopped();
    backwardBoth(x, gradient, terms);
    return head.losses();
}

std::vector<double> layerByLayer(const TransformerModel& model, const LabelledBatch& batch,
                                 const ResponseGradientOptions& options, const RunContext& context)
{
    const std::int64_t layers = model.config().layers;
    const BatchContext batchContext = model.prepare(batch.tokens);
    std::vector<at::Tensor> inputs;
    std::vector<std::int64_t> uses;
    at::Tensor x;
    {
        const at::NoGradGuard noGrad;
        x = model.embed(batch.tokens);
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            context.throwIfStopped();
            uses.push_back(options.dropout != nullptr ? options.dropout->use() : 0);
            inputs.push_back(x);
            x = model.runLayer(layer, x, batchContext);
        }
    }
    HeadPass head(model, batch, options);
    at::Tensor gradient = head.run(x, options.factor);
    for (std::int64_t layer = layers - 1; layer >= options.lowestLayer; --layer) {
        context.throwIfStopped();
        if (options.onLayer) {
            options.onLayer(layer, x, gradient);
        }
        x = inputs.back();
        if (options.dropout != nullptr) {
            options.dropout->setPlaces(batch.positions, uses.back());
        }
        const at::Tensor input = inputs.back().detach().requires_grad_(true);
        const at::Tensor output = model.runLayer(layer, input, batchContext);
        backwardBoth(output, gradient, layerTerm(options, batch, layer, input, output));
        gradient = input.grad();
        inputs.pop_back();
        uses.pop_back();
    }
    if (options.lowestLayer == 0) {
        backwardBoth(model.embed(batch.tokens), gradient, {});
    }
    return head.losses();
}

} // namespace

std::vector<double> addResponseGradients(const TransformerModel& model, const LabelledBatch& batch,
                                         const ResponseGradientOptions& options,
                                         const RunContext& context)
{
    const at::AutoGradMode withGradients(true);
    if (options.dropout != nullptr) {
        options.dropout->setPlaces(batch.positions);
    }
    return options.recomputes ? layerByLayer(model, batch, options, context)
                              : throughTheGraph(model, batch, options, context);
}

std::vector<double> responseLosses(const TransformerModel& model, const LabelledBatch& batch,
                                   const RunContext& context)
{
    const at::NoGradGuard noGrad;
    const BatchContext batchContext = model.prepare(batch.tokens);
    at::Tensor x = model.embed(batch.tokens);
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        context.throwIfStopped();
        x = model.runLayer(layer, x, batchContext);
    }
    HeadPass head(model, batch, {});
    head.run(x, 0.0);
    return head.losses();
}

} // namespace neurograft
