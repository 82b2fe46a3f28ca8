// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/model/mapped_tensor.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/triu.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// The same mathematics as TransformerModel written once more from models.md section 4, in float64
/// over dense weights and plain autograd: one text, no mask but the causal one, no cache, no edits.
class DenseLlama {
public:
    explicit DenseLlama(const std::shared_ptr<const Checkpoint>& checkpoint)
        : m_config(checkpoint->config())
    {
        for (const auto& [name, entry] : checkpoint->tensors()) {
            weights[name] = mappedTensor(checkpoint, entry).to(at::kDouble);
        }
    }

    std::map<std::string, at::Tensor> weights; ///< may be replaced by ones that ask for gradients

    const ModelConfig& config() const { return m_config; }

    /// Mean cross-entropy of the tokens from @p first on.
    at::Tensor loss(const std::vector<std::int32_t>& ids, std::int64_t first) const
    {
        const at::Tensor tokens =
            at::tensor(std::vector<std::int64_t>(ids.begin(), ids.end()), at::kLong);
        const std::int64_t count = tokens.size(0) - first;
        return at::cross_entropy_loss(logits(tokens).narrow(0, first - 1, count),
                                      tokens.narrow(0, first, count));
    }

    at::Tensor logits(const at::Tensor& ids) const
    {
        at::Tensor x = weights.at(kEmbeddingName).index_select(0, ids); // [T,d]
        for (int layer = 0; layer < static_cast<int>(m_config.layers); ++layer) {
            const std::string prefix = layerPrefix(layer);
            const at::Tensor r = x + attention(layer, norm(x, prefix + "input_layernorm.weight"));
            x = r + feedForward(layer, norm(r, prefix + "post_attention_layernorm.weight"));
        }
        const at::Tensor head =
            weights.at(m_config.isTied ? kEmbeddingName : kUnembeddingName); // [V,d]
        return at::matmul(norm(x, kFinalNormName), head.t());
    }

private:
    at::Tensor norm(const at::Tensor& x, const std::string& gain) const
    {
        return x / (x * x).mean({-1}, true).add(m_config.rmsNormEps).sqrt() * weights.at(gain);
    }
    at::Tensor product(int layer, Module module, const at::Tensor& x) const
    {
        return at::matmul(x, weights.at(weightName(layer, module)).t());
    }
    at::Tensor feedForward(int layer, const at::Tensor& x) const
    {
        const at::Tensor gate = product(layer, Module::GateProj, x);
        const at::Tensor m =
            gate * (1.0 / (1.0 + (-gate).exp())) * product(layer, Module::UpProj, x);
        return product(layer, Module::DownProj, m);
    }
    /// x [T,n,h] turned by its position, halves as in Hugging Face checkpoints.
    at::Tensor rotated(const at::Tensor& x) const
    {
        const std::int64_t half = m_config.headDim / 2;
        const at::Tensor exponents =
            at::arange(half).to(at::kDouble) * (-2.0 / static_cast<double>(m_config.headDim));
        const at::Tensor angles = at::arange(x.size(0)).to(at::kDouble).unsqueeze(1)
            * at::pow(m_config.ropeTheta, exponents).unsqueeze(0); // [T,h/2]
        const at::Tensor c = angles.cos().unsqueeze(1);
        const at::Tensor s = angles.sin().unsqueeze(1);
        const at::Tensor a = x.narrow(-1, 0, half);
        const at::Tensor b = x.narrow(-1, half, half);
        return at::cat({a * c - b * s, b * c + a * s}, -1);
    }
    at::Tensor attention(int layer, const at::Tensor& x) const
    {
        const std::int64_t length = x.size(0);
        const std::int64_t size = m_config.headDim;
        const at::Tensor q =
            rotated(product(layer, Module::QProj, x).view({length, m_config.heads, size}));
        const at::Tensor k =
            rotated(product(layer, Module::KProj, x).view({length, m_config.kvHeads, size}));
        const at::Tensor v =
            product(layer, Module::VProj, x).view({length, m_config.kvHeads, size});
        const at::Tensor future = at::triu(
            at::full({length, length}, -INFINITY, at::TensorOptions(at::kDouble)), 1); // [T,T]
        std::vector<at::Tensor> heads;
        for (std::int64_t head = 0; head < m_config.heads; ++head) {
            const std::int64_t group = head * m_config.kvHeads / m_config.heads;
            const at::Tensor scores = at::matmul(q.select(1, head), k.select(1, group).t())
                    / std::sqrt(static_cast<double>(size))
                + future;
            heads.push_back(at::matmul(at::softmax(scores, -1), v.select(1, group)));
        }
        return product(layer, Module::OProj, at::cat(heads, -1));
    }

    ModelConfig m_config;
};

} // namespace neurograft
