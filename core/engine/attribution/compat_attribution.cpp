// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/compat_attribution.h"

#include "core/engine/attribution/base_distributions.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Half.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kCompatAttributionRowsAtOnce = 512;

at::Tensor toHalfAndBack(const at::Tensor& values)
{
    return values.to(at::kHalf).to(at::kFloat);
}

std::vector<float> hostValues(const at::Tensor& values)
{
    const at::Tensor host = values.to(at::kCPU, at::kFloat).contiguous();
    const auto* data = host.const_data_ptr<float>();
    return {data, data + host.numel()};
}

float halfOf(float value)
{
    return static_cast<float>(c10::Half(value));
}

/// Descending, NaN before every number, equal ones by index.
std::vector<std::int64_t> compatOrder(const float* scores, std::int64_t count, std::int64_t wanted)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [scores](std::int64_t a, std::int64_t b) {
        if (std::isnan(scores[a]) || std::isnan(scores[b])) {
            return std::isnan(scores[a]) && !std::isnan(scores[b]);
        }
        return scores[a] > scores[b];
    });
    order.resize(static_cast<std::size_t>(std::min(wanted, count)));
    return order;
}

class CompatRun {
public:
    CompatRun(const TransformerModel& model, const CapturedCases& cases,
              const SelectionSizes& sizes, const RunContext& context)
        : m_model(model), m_cases(cases), m_sizes(sizes), m_context(context),
          m_layers(model.config().layers)
    {
    }

    ModelAttribution run()
    {
        m_result.layerFfn.assign(static_cast<std::size_t>(m_layers), 0.0);
        m_result.layerAttention = m_result.layerFfn;
        FamilyAttribution ffn = emptyFamily(ScoreFamily::Ffn);
        FamilyAttribution attention = emptyFamily(ScoreFamily::Attention);
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            for (std::int64_t k = 0; k < m_cases.count(); ++k) {
                m_context.checkpoint({"scores of neurons", 2, 2, layer * m_cases.count() + k,
                                      m_layers * m_cases.count(), "layers"});
                scoreSite(layer, k, ffn);
                scoreSite(layer, k, attention);
            }
        }
        select(ffn, m_result.layerFfn);
        select(attention, m_result.layerAttention);
        FamilyAttribution value = attention; // rows of v and columns of o share one list
        value.family = ScoreFamily::Value;
        m_result.families = {std::move(ffn), std::move(attention), std::move(value)};
        return std::move(m_result);
    }

private:
    FamilyAttribution emptyFamily(ScoreFamily family) const
    {
        FamilyAttribution result;
        result.family = family;
        result.width = familyWidth(m_model.config(), family);
        result.scores.assign(static_cast<std::size_t>(m_layers * result.width), 0.0F);
        result.wanted = std::min(m_sizes.of(family), result.width);
        result.evaluated = m_layers * result.width;
        result.isFull = true;
        return result;
    }

    void scoreSite(std::int64_t layer, std::int64_t which, FamilyAttribution& family)
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        const bool isFfn = family.family == ScoreFamily::Ffn;
        const at::Tensor u = (isFfn ? each.r : each.x)[which]; // [d]
        const at::Tensor added = (isFfn ? each.o : each.a)[which];
        const at::Tensor coefficients =
            isFfn ? each.m[which] : each.bySource[static_cast<std::size_t>(which)][0]; // [n]
        const float scale = compatScale(m_cases.y[which]);
        const std::int64_t target = m_cases.targets[static_cast<std::size_t>(which)];

        const std::vector<float> ends = hostValues(
            compatLogprobs(m_model, at::stack({u, u + added}), scale, target, m_context));
        double& layerScore =
            (isFfn ? m_result.layerFfn : m_result.layerAttention)[static_cast<std::size_t>(layer)];
        layerScore += static_cast<double>(halfOf(ends[1] - ends[0]));

        const at::Tensor matrix =
            neuronMatrix(m_model, layer, isFfn ? NeuronKind::Ffn : NeuronKind::Attention);
        float* scores = family.scores.data() + layer * family.width;
        for (std::int64_t first = 0; first < family.width; first += kCompatAttributionRowsAtOnce) {
            const std::int64_t count = std::min(kCompatAttributionRowsAtOnce, family.width - first);
            const at::Tensor vectors = toHalfAndBack(matrix.narrow(1, first, count)).t(); // [n,d]
            const at::Tensor changed =
                u.unsqueeze(0) + coefficients.narrow(0, first, count).unsqueeze(1) * vectors;
            const std::vector<float> logprobs =
                hostValues(compatLogprobs(m_model, changed, scale, target, m_context));
            for (std::int64_t i = 0; i < count; ++i) {
                const auto score = static_cast<float>(roundFourPlaces(
                    static_cast<double>(halfOf(logprobs[static_cast<std::size_t>(i)] - ends[0]))));
                float& kept = scores[first + i];
                kept = isFfn ? kept + score : score; // attention is assigned, not added
            }
        }
    }

    void select(FamilyAttribution& family, const std::vector<double>& layerScores) const
    {
        family.layers = selectedLayers(layerScores, m_sizes, true);
        for (const std::int64_t layer : family.layers) {
            std::vector<LayerNeuron> best;
            for (const std::int64_t neuron : compatOrder(
                     family.scores.data() + layer * family.width, family.width, family.wanted)) {
                best.push_back({layer, neuron});
            }
            family.best.push_back(std::move(best));
        }
    }

    const TransformerModel& m_model;
    const CapturedCases& m_cases;
    const SelectionSizes& m_sizes;
    const RunContext& m_context;
    std::int64_t m_layers;
    ModelAttribution m_result;
};

} // namespace

float compatScale(const at::Tensor& y)
{
    const at::Tensor wide = y.to(at::kFloat);
    const at::Tensor sigma = ((wide - wide.mean()).square().mean() + 1e-5).sqrt();
    return (sigma + 1e-6).rsqrt().item<float>();
}

at::Tensor compatLogprobs(const TransformerModel& model, const at::Tensor& vectors, float scale,
                          std::int64_t target, const RunContext& context)
{
    const std::int64_t count = vectors.size(0);
    const at::Tensor gain = toHalfAndBack(model.parameter(kFinalNormName));
    const at::Tensor normed =
        toHalfAndBack(vectors.to(at::kFloat) * static_cast<double>(scale) * gain); // [n,d]
    at::Tensor largest =
        at::full({count}, -std::numeric_limits<float>::infinity(), normed.options());
    at::Tensor sum = at::zeros({count}, normed.options().dtype(at::kDouble));
    at::Tensor atTarget;
    forEachVocabularyBlock(model, [&](std::int64_t first, const at::Tensor& stored) {
        context.throwIfStopped();
        const at::Tensor logits = toHalfAndBack(at::mm(normed, toHalfAndBack(stored).t())); // [n,v]
        if (target >= first && target < first + logits.size(1)) {
            atTarget = logits.select(1, target - first).clone();
        }
        const at::Tensor newLargest = at::maximum(largest, logits.amax(1));
        const at::Tensor added =
            (logits - newLargest.unsqueeze(1)).exp_().sum(1, false, at::kDouble);
        sum = sum * (largest - newLargest).exp().to(at::kDouble) + added;
        largest = newLargest;
    });
    const at::Tensor probability =
        toHalfAndBack(((atTarget - largest).to(at::kDouble).exp() / sum).to(at::kFloat));
    return toHalfAndBack(probability.log()).cpu();
}

double roundFourPlaces(double value)
{
    if (!std::isfinite(value)) {
        return value;
    }
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.4f", value);
    return std::strtod(text.data(), nullptr);
}

ModelAttribution attributeCompat(const TransformerModel& model, const CapturedCases& cases,
                                 const SelectionSizes& sizes, const RunContext& context)
{
    const ModelConfig& config = model.config();
    if (config.kvHeads != config.heads) {
        throw StudyError("locate --mode compat", "as many key/value heads as query heads",
                         std::to_string(config.kvHeads) + " for " + std::to_string(config.heads)
                             + " query heads",
                         "The official code indexes rows that W_v does not have then; use --mode "
                         "corrected.");
    }
    return CompatRun(model, cases, sizes, context).run();
}

} // namespace neurograft
