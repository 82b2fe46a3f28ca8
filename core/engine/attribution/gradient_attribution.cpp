// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/gradient_attribution.h"

#include "core/engine/attribution/finite_values.h"
#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kGradientAttributionStepsAtOnce =
    4; ///< rows of a batch that goes through the later layers

/// Coefficients and residuals of a row's layers.
struct LayerStates {
    at::Tensor x; ///< [1,T,d]
    at::Tensor r; ///< [1,T,d]
    at::Tensor m; ///< [1,T,f]
    at::Tensor z; ///< [1,T,H*h]
};

/// Sum of the scores of one kind of neuron, [L,n] float64 on the CPU.
using Scores = at::Tensor;

class GradientRun {
public:
    GradientRun(const TransformerModel& model, const std::vector<AttributionRow>& rows,
                const GradientOptions& options, const RunContext& context)
        : m_model(model), m_rows(rows), m_options(options), m_context(context),
          m_layers(model.config().layers),
          m_ffn(at::zeros({m_layers, familyWidth(model.config(), ScoreFamily::Ffn)}, at::kDouble)),
          m_attention(at::zeros({m_layers, familyWidth(model.config(), ScoreFamily::Attention)},
                                at::kDouble))
    {
        for (const AttributionRow& row : rows) {
            m_total += static_cast<std::int64_t>(row.positions.size());
        }
        m_total *= options.steps > 0 ? m_layers : 1;
    }

    ModelAttribution run()
    {
        for (const AttributionRow& row : m_rows) {
            for (std::size_t i = 0; i < row.positions.size(); ++i) {
                m_weight = 1.0
                    / (static_cast<double>(m_rows.size())
                       * static_cast<double>(row.positions.size()));
                m_position = row.positions[i];
                m_target = row.targets[i];
                const std::vector<std::int32_t> ids(row.ids.begin(),
                                                    row.ids.begin() + m_position + 1);
                if (m_options.steps == 0) {
                    addActivationTimesGradient(ids);
                } else {
                    addIntegratedGradients(ids);
                }
            }
        }
        report();
        return collect();
    }

private:
    void report() const
    {
        m_context.checkpoint({"gradients", 1, 1, m_done, m_total,
                              m_options.steps == 0 ? "targets" : "layers of targets"});
    }

    /// Runs all layers and keeps what scores need; with a graph when @p hidden asks for gradients.
    std::vector<LayerStates> runLayers(at::Tensor& hidden, const BatchContext& batchContext) const
    {
        std::vector<LayerStates> states(static_cast<std::size_t>(m_layers));
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            m_context.throwIfStopped();
            LayerStates& own = states[static_cast<std::size_t>(layer)];
            LayerCapture capture;
            capture.request = static_cast<std::uint32_t>(Internal::LayerInput)
                | static_cast<std::uint32_t>(Internal::ResidualMid)
                | static_cast<std::uint32_t>(Internal::FfnCoefficients)
                | static_cast<std::uint32_t>(Internal::AttentionZ);
            capture.sink = [&own, layer](Internal internal, const at::Tensor& tensor) {
                switch (internal) {
                case Internal::LayerInput:
                    own.x = tensor;
                    break;
                case Internal::ResidualMid:
                    own.r = tensor;
                    break;
                case Internal::FfnCoefficients:
                    requireFinite("gradients", tensor, layer, "ffn");
                    own.m = tensor;
                    break;
                default:
                    requireFinite("gradients", tensor, layer, "attn");
                    own.z = tensor;
                    break;
                }
            };
            hidden = m_model.runLayer(layer, hidden, batchContext, &capture);
        }
        return states;
    }

    /// ln p of the target after the last position of every row of [B,T,d], summed.
    at::Tensor targetLogprob(const at::Tensor& hidden) const
    {
        const at::Tensor logits = m_model.head(hidden.select(1, hidden.size(1) - 1)); // [B,V]
        return at::log_softmax(logits.to(at::kDouble), 1).select(1, m_target).sum();
    }

    void addActivationTimesGradient(const std::vector<std::int32_t>& ids)
    {
        report();
        const at::AutoGradMode withGradients(true);
        const TokenBatch batch = padLeft({ids}, 0, m_model.device());
        at::Tensor hidden = m_model.embed(batch).detach().requires_grad_(true);
        const std::vector<LayerStates> states = runLayers(hidden, m_model.prepare(batch));
        std::vector<at::Tensor> inputs;
        for (const LayerStates& each : states) {
            inputs.push_back(each.m);
            inputs.push_back(each.z);
        }
        const std::vector<at::Tensor> gradients =
            torch::autograd::grad({targetLogprob(hidden)}, inputs);
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            const auto place = static_cast<std::size_t>(2 * layer);
            add(m_ffn, layer, inputs[place], gradients[place]);
            add(m_attention, layer, inputs[place + 1], gradients[place + 1]);
        }
        ++m_done;
    }

    /// Adds coefficient * gradient at the last position of [1,T,n].
    void add(Scores& scores, std::int64_t layer, const at::Tensor& coefficients,
             const at::Tensor& gradients) const
    {
        const at::Tensor product = coefficients[0][m_position].detach().to(at::kCPU, at::kDouble)
            * gradients[0][m_position].detach().to(at::kCPU, at::kDouble);
        addScores(scores, layer, product);
    }

    void addScores(Scores& scores, std::int64_t layer, const at::Tensor& added) const
    {
        if (!added.isfinite().all().item<bool>()) {
            const at::Tensor bad = added.isfinite().logical_not().nonzero();
            throw DomainError("gradients, layer " + std::to_string(layer) + ", "
                                  + (scores.is_same(m_ffn) ? "ffn" : "attn") + " neuron "
                                  + std::to_string(bad[0][0].item<std::int64_t>()),
                              "a finite score", "NaN or infinity",
                              "The compute type overflowed: try --dtype float32.");
        }
        scores[layer].add_(added, m_weight);
    }

    void addIntegratedGradients(const std::vector<std::int32_t>& ids)
    {
        std::vector<LayerStates> states;
        {
            const at::NoGradGuard noGrad;
            const TokenBatch batch = padLeft({ids}, 0, m_model.device());
            at::Tensor hidden = m_model.embed(batch);
            states = runLayers(hidden, m_model.prepare(batch));
        }
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            report();
            const LayerStates& each = states[static_cast<std::size_t>(layer)];
            addScores(m_ffn, layer, integrate(ids, layer, each, true));
            addScores(m_attention, layer, integrate(ids, layer, each, false));
            ++m_done;
        }
    }

    /// c times the mean derivative on the way from 0 to c, [n] float64.
    at::Tensor integrate(const std::vector<std::int32_t>& ids, std::int64_t layer,
                         const LayerStates& states, bool isFfn) const
    {
        const at::AutoGradMode withGradients(true);
        const at::Tensor& all = isFfn ? states.m : states.z; // [1,T,n]
        const at::Tensor own = all[0][m_position].detach(); // [n]
        at::Tensor sum = at::zeros_like(own, at::kDouble);
        for (std::int64_t first = 0; first < m_options.steps;
             first += kGradientAttributionStepsAtOnce) {
            m_context.throwIfStopped();
            const std::int64_t count =
                std::min(kGradientAttributionStepsAtOnce, m_options.steps - first);
            const at::Tensor share = (at::arange(first, first + count, own.options()) + 0.5)
                / static_cast<double>(m_options.steps); // middles of the steps
            const at::Tensor scaled =
                (share.unsqueeze(1) * own.unsqueeze(0)).detach().requires_grad_(true); // [B,n]
            const at::Tensor before = all.narrow(1, 0, m_position).expand({count, -1, -1});
            const at::Tensor coefficients =
                at::cat({before.detach(), scaled.unsqueeze(1)}, 1); // [B,T,n]
            const at::Tensor written = writtenBack(layer, coefficients, isFfn); // [B,T,d]
            at::Tensor hidden = isFfn ? states.r.detach() + written
                                      : m_model.runFeedForward(layer, states.x.detach() + written);
            const std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(count), ids);
            const BatchContext batchContext = m_model.prepare(padLeft(rows, 0, m_model.device()));
            for (std::int64_t later = layer + 1; later < m_layers; ++later) {
                hidden = m_model.runLayer(later, hidden, batchContext);
            }
            const std::vector<at::Tensor> gradients =
                torch::autograd::grad({targetLogprob(hidden)}, {scaled});
            sum += gradients[0].to(at::kDouble).sum(0);
        }
        return (own.to(at::kDouble) * sum / static_cast<double>(m_options.steps)).cpu();
    }

    at::Tensor writtenBack(std::int64_t layer, const at::Tensor& coefficients, bool isFfn) const
    {
        const Module module = isFfn ? Module::DownProj : Module::OProj;
        const bool hasBias = isFfn ? m_model.config().hasMlpBias : m_model.config().hasOutputBias;
        const int index = static_cast<int>(layer);
        return linearOver(coefficients, m_model.parameter(weightName(index, module)),
                          hasBias ? m_model.parameter(biasName(index, module)) : at::Tensor());
    }

    FamilyAttribution family(ScoreFamily kind, const Scores& scores,
                             const std::vector<double>& layerScores) const
    {
        FamilyAttribution result;
        result.family = kind;
        result.width = scores.size(1);
        const at::Tensor narrow = scores.to(at::kFloat).contiguous();
        const auto* data = narrow.const_data_ptr<float>();
        result.scores.assign(data, data + narrow.numel());
        result.wanted = m_options.sizes.of(kind);
        result.evaluated = narrow.numel();
        result.isFull = true;
        result.layers = selectedLayers(layerScores, m_options.sizes, false);
        selectBest(result, m_options.sizes.isGlobal);
        return result;
    }

    ModelAttribution collect() const
    {
        const auto sums = [](const Scores& scores) {
            const at::Tensor each = scores.sum(1).contiguous();
            const auto* data = each.const_data_ptr<double>();
            return std::vector<double>(data, data + each.numel());
        };
        const ModelConfig& config = m_model.config();
        ModelAttribution result;
        result.layerFfn = sums(m_ffn);
        result.layerAttention = sums(m_attention);
        const Scores value =
            m_attention
                .view({m_layers, config.kvHeads, config.heads / config.kvHeads, config.headDim})
                .sum(2)
                .flatten(1); // [L,K*h]
        result.families = {family(ScoreFamily::Ffn, m_ffn, result.layerFfn),
                           family(ScoreFamily::Attention, m_attention, result.layerAttention),
                           family(ScoreFamily::Value, value, result.layerAttention)};
        return result;
    }

    const TransformerModel& m_model;
    const std::vector<AttributionRow>& m_rows;
    const GradientOptions& m_options;
    const RunContext& m_context;
    std::int64_t m_layers;
    Scores m_ffn;
    Scores m_attention;
    double m_weight = 0.0;
    std::int64_t m_position = 0;
    std::int64_t m_target = 0;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
};

} // namespace

ModelAttribution attributeByGradient(const TransformerModel& model,
                                     const std::vector<AttributionRow>& rows,
                                     const GradientOptions& options, const RunContext& context)
{
    return GradientRun(model, rows, options, context).run();
}

} // namespace neurograft
