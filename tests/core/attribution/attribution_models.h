// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/captured_cases.h"
#include "core/model/tiny_models.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

using Weights = std::map<std::string, at::Tensor>;

/// A row whose last @p scored tokens are targets.
inline AttributionRow plantedRow(std::int64_t length, std::int64_t scored, std::int64_t step)
{
    AttributionRow row;
    for (std::int64_t i = 0; i < length; ++i) {
        const auto id = static_cast<std::int32_t>((i * step + 5) % 97);
        if (i >= length - scored) {
            row.positions.push_back(i - 1);
            row.targets.push_back(id);
        }
        if (i < length - 1) {
            row.ids.push_back(id);
        }
    }
    return row;
}

/// The same mathematics by brute force: logits of u and of u + added, log-softmax, difference, all
/// in float64.
class BruteForce {
public:
    BruteForce(const ModelConfig& config, const Weights& weights, const CapturedCases& cases)
        : m_config(config), m_weights(weights), m_cases(cases)
    {
    }

    /// ln p(target | u + added) - ln p(target | u) of one case, for every row of @p added [n,d].
    at::Tensor increase(const at::Tensor& u, const at::Tensor& added, std::int64_t which) const
    {
        const at::Tensor y = m_cases.y[which].to(at::kDouble);
        const at::Tensor scale = (y.square().mean() + m_config.rmsNormEps).rsqrt();
        const at::Tensor head =
            m_weights.at(m_config.isTied ? kEmbeddingName : kUnembeddingName).to(at::kDouble);
        const at::Tensor gain = m_weights.at(kFinalNormName).to(at::kDouble);
        const auto logprob = [&](const at::Tensor& vectors) {
            const at::Tensor logits = at::matmul(vectors * gain * scale, head.t()); // [n,V]
            return at::log_softmax(logits, 1).select(
                1, m_cases.targets[static_cast<std::size_t>(which)]);
        };
        const at::Tensor base = u.to(at::kDouble).unsqueeze(0);
        return logprob(base + added.to(at::kDouble)) - logprob(base);
    }

    /// Mean over the cases of what @p oneCase gives for each.
    template <class OneCase> at::Tensor mean(const OneCase& oneCase) const
    {
        at::Tensor sum;
        for (std::int64_t k = 0; k < m_cases.count(); ++k) {
            const at::Tensor part = oneCase(k) * m_cases.weights[static_cast<std::size_t>(k)];
            sum = sum.defined() ? sum + part : part;
        }
        return sum;
    }

    at::Tensor matrix(std::int64_t layer, Module module) const
    {
        return m_weights.at(weightName(static_cast<int>(layer), module)).to(at::kDouble);
    }

    at::Tensor ffn(std::int64_t layer) const
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        return mean([&](std::int64_t k) {
            const at::Tensor m = each.m[k].to(at::kDouble).unsqueeze(1);
            return increase(each.r[k], m * matrix(layer, Module::DownProj).t(), k);
        });
    }

    /// @param c coefficients [H*h] of one case
    at::Tensor columns(std::int64_t layer, const at::Tensor& c, std::int64_t k) const
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        return increase(each.x[k],
                        c.to(at::kDouble).unsqueeze(1) * matrix(layer, Module::OProj).t(), k);
    }
    at::Tensor attention(std::int64_t layer) const
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        return mean([&](std::int64_t k) { return columns(layer, each.z[k], k); });
    }

    /// Joint effect of the heads that share a row of v_proj. @param c coefficients [H*h]
    at::Tensor groups(std::int64_t layer, const at::Tensor& c, std::int64_t k) const
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        const at::Tensor parts =
            c.to(at::kDouble).unsqueeze(1) * matrix(layer, Module::OProj).t(); // [H*h,d]
        const at::Tensor joint = parts
                                     .view({m_config.kvHeads, m_config.heads / m_config.kvHeads,
                                            m_config.headDim, m_config.hiddenSize})
                                     .sum(1)
                                     .flatten(0, 1); // [K*h,d]
        return increase(each.x[k], joint, k);
    }
    at::Tensor value(std::int64_t layer) const
    {
        const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
        return mean([&](std::int64_t k) { return groups(layer, each.z[k], k); });
    }

private:
    const ModelConfig& m_config;
    const Weights& m_weights;
    const CapturedCases& m_cases;
};

} // namespace neurograft
