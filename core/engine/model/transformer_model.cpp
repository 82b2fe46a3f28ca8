// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/transformer_model.h"

#include "core/engine/model/attention_mask.h"
#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>

#include <cmath>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

constexpr const char* kInputNorm = "input_layernorm.weight";
constexpr const char* kPostAttentionNorm = "post_attention_layernorm.weight";

/// [B,T,heads*h] to [B,heads,T,h].
at::Tensor splitHeads(const at::Tensor& x, std::int64_t heads, std::int64_t headDim)
{
    return x.view({x.size(0), x.size(1), heads, headDim}).transpose(1, 2);
}

/// Attention with its probabilities written out: softmax in float32, cast back (models.md section
/// 7).
at::Tensor explicitAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                             const at::Tensor& mask, const LayerCapture& capture)
{
    const std::int64_t group = q.size(1) / k.size(1);
    const at::Tensor keys = group == 1 ? k : k.repeat_interleave(group, 1); // [B,H,S,h]
    const at::Tensor values = group == 1 ? v : v.repeat_interleave(group, 1);
    at::Tensor scores = at::matmul(q, keys.transpose(-1, -2))
        / std::sqrt(static_cast<double>(q.size(-1))); // [B,H,T,S]
    if (mask.defined()) {
        scores = scores + mask;
    }
    const at::Tensor probabilities = at::softmax(scores, -1, at::kFloat).to(q.scalar_type());
    capture.offer(Internal::AttentionProbabilities, probabilities);
    return at::matmul(probabilities, values); // [B,H,T,h]
}

} // namespace

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& gain, double eps)
{
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = (wide.square().mean(-1, true) + eps).rsqrt();
    return gain * (wide * scale).to(x.scalar_type());
}

TransformerModel::TransformerModel(ModelConfig config, std::shared_ptr<const WeightSource> weights)
    : m_config(std::move(config)), m_weights(std::move(weights)),
      m_frequencies(rotaryFrequencies(m_config).to(m_weights->device()))
{
}

at::Tensor TransformerModel::weight(const std::string& name) const
{
    return m_weights->tensor(name);
}

at::Tensor TransformerModel::lastHidden(const TokenBatch& batch, KvCache* cache) const
{
    const BatchContext context = prepare(batch, cache);
    at::Tensor x = embed(batch);
    for (std::int64_t layer = 0; layer < m_config.layers; ++layer) {
        x = runLayer(layer, x, context, nullptr, cache);
    }
    if (cache != nullptr) {
        cache->advance(batch.ids.size(1));
    }
    return x;
}

at::Tensor TransformerModel::forward(const TokenBatch& batch, KvCache* cache) const
{
    return head(lastHidden(batch, cache));
}

at::Tensor TransformerModel::lastLogits(const TokenBatch& batch, KvCache* cache) const
{
    return head(lastHidden(batch, cache).select(1, batch.ids.size(1) - 1));
}

BatchContext TransformerModel::prepare(const TokenBatch& batch, KvCache* cache) const
{
    const std::int64_t tokens = batch.ids.size(1) + (cache != nullptr ? cache->length() : 0);
    if (tokens > m_config.maxPositions) {
        throw StudyError("text",
                         "at most " + std::to_string(m_config.maxPositions)
                             + " tokens (max_position_embeddings)",
                         std::to_string(tokens), "Shorten the text, or cut it with --max-length.");
    }
    BatchContext context;
    const AttentionLayout layout = attentionLayout(batch, cache, computeType());
    context.rotary = rotaryTable(m_frequencies, layout.positions, computeType());
    context.attentionMask = layout.mask;
    context.isCausal = layout.isCausal;
    return context;
}

at::Tensor TransformerModel::embed(const TokenBatch& batch) const
{
    return embeddingRows(weight(kEmbeddingName), batch.ids, computeType());
}

at::Tensor TransformerModel::project(std::int64_t layer, Module module, const at::Tensor& x,
                                     bool hasBias) const
{
    const int index = static_cast<int>(layer);
    return linearOver(x, weight(weightName(index, module)),
                      hasBias ? weight(biasName(index, module)) : at::Tensor());
}

at::Tensor TransformerModel::attention(std::int64_t layer, const at::Tensor& normed,
                                       const BatchContext& context, const LayerCapture& capture,
                                       KvCache* cache) const
{
    const std::int64_t h = m_config.headDim;
    at::Tensor q = project(layer, Module::QProj, normed, m_config.hasQkvBias); // [B,T,H*h]
    at::Tensor k = project(layer, Module::KProj, normed, m_config.hasQkvBias); // [B,T,K*h]
    at::Tensor v = project(layer, Module::VProj, normed, m_config.hasQkvBias); // [B,T,K*h]
    capture.offer(Internal::QProjOut, q);
    capture.offer(Internal::KProjOut, k);
    capture.offer(Internal::VProjOut, v);

    q = applyRotary(splitHeads(q, m_config.heads, h), context.rotary); // [B,H,T,h]
    k = applyRotary(splitHeads(k, m_config.kvHeads, h), context.rotary); // [B,K,T,h]
    v = splitHeads(v, m_config.kvHeads, h);
    if (cache != nullptr) {
        std::tie(k, v) = cache->append(layer, k, v); // [B,K,S,h]
    }
    at::Tensor z;
    if (capture.wants(Internal::AttentionProbabilities)) {
        const at::Tensor mask = context.isCausal && !context.attentionMask.defined()
            ? causalMask(q.size(2), k.size(2), q.scalar_type(), q.device())
            : context.attentionMask;
        z = explicitAttention(q, k, v, mask, capture);
    } else {
        // An undefined tensor is no absent mask: with gradients LibTorch looks at its type.
        const auto mask = context.attentionMask.defined()
            ? std::optional<at::Tensor>(context.attentionMask)
            : std::nullopt;
        z = at::scaled_dot_product_attention(q, k, v, mask, 0.0, context.isCausal, std::nullopt,
                                             m_config.kvHeads != m_config.heads);
    }
    z = z.transpose(1, 2).reshape({normed.size(0), normed.size(1), m_config.heads * h});
    capture.offer(Internal::AttentionZ, z);
    return project(layer, Module::OProj, z, m_config.hasOutputBias); // [B,T,d]
}

at::Tensor TransformerModel::feedForward(std::int64_t layer, const at::Tensor& normed,
                                         const LayerCapture& capture) const
{
    const at::Tensor gate =
        project(layer, Module::GateProj, normed, m_config.hasMlpBias); // [B,T,f]
    const at::Tensor up = project(layer, Module::UpProj, normed, m_config.hasMlpBias);
    const at::Tensor active = at::silu(gate);
    const at::Tensor coefficients = active * up;
    capture.offer(Internal::GateProjOut, gate);
    capture.offer(Internal::FfnGate, active);
    capture.offer(Internal::UpProjOut, up);
    capture.offer(Internal::FfnCoefficients, coefficients);
    return project(layer, Module::DownProj, coefficients, m_config.hasMlpBias); // [B,T,d]
}

at::Tensor TransformerModel::runLayer(std::int64_t layer, const at::Tensor& x,
                                      const BatchContext& context, const LayerCapture* capture,
                                      KvCache* cache) const
{
    static const LayerCapture kNothing;
    const LayerCapture& wanted = capture != nullptr ? *capture : kNothing;
    const std::string prefix = layerPrefix(static_cast<int>(layer));

    wanted.offer(Internal::LayerInput, x);
    const at::Tensor normed = rmsNorm(x, weight(prefix + kInputNorm), m_config.rmsNormEps);
    const at::Tensor a = attention(layer, normed, context, wanted, cache);
    wanted.offer(Internal::AttentionOutput, a);
    const at::Tensor r = x + a;
    wanted.offer(Internal::ResidualMid, r);
    const at::Tensor normedMid =
        rmsNorm(r, weight(prefix + kPostAttentionNorm), m_config.rmsNormEps);
    const at::Tensor o = feedForward(layer, normedMid, wanted);
    wanted.offer(Internal::FfnOutput, o);
    const at::Tensor y = r + o;
    wanted.offer(Internal::LayerOutput, y);
    return y;
}

at::Tensor TransformerModel::head(const at::Tensor& x) const
{
    const at::Tensor normed = rmsNorm(x, weight(kFinalNormName), m_config.rmsNormEps);
    const at::Tensor unembedding = weight(m_config.isTied ? kEmbeddingName : kUnembeddingName);
    return linearOver(normed, unembedding, {}).to(at::kFloat);
}

} // namespace neurograft
