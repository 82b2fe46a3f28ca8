// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/transformer_model.h"

#include "core/engine/model/attention_mask.h"
#include "core/engine/model/row_kernels.h"
#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

constexpr const char* kInputNorm = "input_layernorm.weight";
constexpr const char* kPostAttentionNorm = "post_attention_layernorm.weight";
const LayerCapture kNoCapture;

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

/// What several matrices of a layer make of the same input, edits included.
std::vector<at::Tensor> projectAll(const TransformerModel& model, std::int64_t layer,
                                   const std::vector<Module>& modules, const at::Tensor& x,
                                   bool hasBias)
{
    const int index = static_cast<int>(layer);
    std::vector<LinearWeights> weights;
    for (const Module module : modules) {
        weights.push_back({model.parameter(weightName(index, module)),
                           hasBias ? model.parameter(biasName(index, module)) : at::Tensor()});
    }
    std::vector<at::Tensor> results = linearsOver(x, weights);
    for (std::size_t i = 0; model.edits() != nullptr && i < modules.size(); ++i) {
        results[i] = model.edits()->project(weightName(index, modules[i]), x, results[i]);
    }
    return results;
}

} // namespace

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& gain, double eps)
{
    const at::Tensor inOnePass = normedRows(x, gain, eps);
    if (inOnePass.defined()) {
        return inOnePass;
    }
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
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

at::Tensor TransformerModel::norm(const at::Tensor& x, const std::string& gain) const
{
    const at::Tensor stored = weight(gain);
    return rmsNorm(x, m_edits ? m_edits->gain(gain, stored) : stored, m_config.rmsNormEps);
}

std::shared_ptr<TransformerModel>
TransformerModel::withEdits(std::shared_ptr<const ModelEdits> edits) const
{
    auto edited = std::make_shared<TransformerModel>(*this);
    edited->m_edits = edits && !edits->isEmpty() ? std::move(edits) : nullptr;
    return edited;
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
    if (tokens > m_config.longestText()) {
        throw StudyError("text",
                         "at most " + std::to_string(m_config.longestText())
                             + " tokens (max_position_embeddings)",
                         std::to_string(tokens), "Shorten the text, or cut it with --max-length.");
    }
    BatchContext context;
    const AttentionLayout layout =
        attentionLayout(batch, cache, computeType(), m_config.window.size);
    setRotary(batch, cache, layout.positions, context);
    context.attentionMask = layout.mask;
    context.windowMask = layout.windowMask;
    context.isCausal = layout.isCausal;
    return context;
}

void TransformerModel::setRotary(const TokenBatch& batch, const KvCache* cache,
                                 const at::Tensor& positions, BatchContext& context) const
{
    if (m_config.ropeScaling.kind != RopeScaling::Kind::Dynamic) {
        context.rotary = rotaryTable(m_frequencies, positions, computeType());
        return;
    }
    const std::int64_t before = cache != nullptr ? cache->length() : 0;
    const std::int64_t keys = before + batch.ids.size(1);
    // attentionLayout() has put the new tokens into the cache's mask: [B,S] or undefined.
    const at::Tensor& mask = cache != nullptr ? cache->mask() : batch.mask;
    const at::Tensor lengths = mask.defined() ? mask.sum(1).cpu() : at::full({1}, keys, at::kLong);
    std::vector<at::Tensor> frequencies;
    for (std::int64_t row = 0; row < lengths.size(0); ++row) {
        frequencies.push_back(rotaryFrequencies(m_config, lengths[row].item<std::int64_t>()));
    }
    const at::Tensor perRow = at::stack(frequencies).unsqueeze(1).to(device()); // [B or 1,1,h/2]
    context.rotary = rotaryTable(perRow, positions, computeType());
    if (cache != nullptr) {
        const at::Tensor all = mask.defined()
            ? countedPositions(mask)
            : at::arange(keys, at::device(device()).dtype(at::kLong)).unsqueeze(0);
        context.keyRotary = rotaryTable(perRow, all, computeType());
    }
}

at::Tensor TransformerModel::embed(const TokenBatch& batch) const
{
    const at::Tensor rows = embeddingRows(weight(kEmbeddingName), batch.ids, computeType());
    return m_edits ? m_edits->embed(kEmbeddingName, batch.ids, rows) : rows;
}

at::Tensor TransformerModel::project(std::int64_t layer, Module module, const at::Tensor& x,
                                     bool hasBias) const
{
    return projectAll(*this, layer, {module}, x, hasBias).front();
}

/// Output of q_proj or k_proj as heads [B,heads,T,h], normed where the family does that.
at::Tensor TransformerModel::heads(std::int64_t layer, Module module, const at::Tensor& x) const
{
    const std::int64_t count = module == Module::QProj ? m_config.heads : m_config.kvHeads;
    const at::Tensor split = splitHeads(x, count, m_config.headDim);
    return m_config.hasQkNorm ? norm(split, headNormName(static_cast<int>(layer), module)) : split;
}

at::Tensor TransformerModel::attention(std::int64_t layer, const at::Tensor& normed,
                                       const BatchContext& context, const LayerCapture& capture,
                                       KvCache* cache) const
{
    const std::int64_t h = m_config.headDim;
    const std::vector<at::Tensor> projected = projectAll(
        *this, layer, {Module::QProj, Module::KProj, Module::VProj}, normed, m_config.hasQkvBias);
    at::Tensor q = projected[0]; // [B,T,H*h]
    at::Tensor k = projected[1]; // [B,T,K*h]
    at::Tensor v = projected[2]; // [B,T,K*h]
    capture.offer(Internal::QProjOut, q);
    capture.offer(Internal::KProjOut, k);
    capture.offer(Internal::VProjOut, v);

    q = applyRotary(heads(layer, Module::QProj, q), context.rotary); // [B,H,T,h]
    k = heads(layer, Module::KProj, k); // [B,K,T,h]
    v = splitHeads(v, m_config.kvHeads, h);
    const bool keepsUnrotated = context.keyRotary.cos.defined();
    if (!keepsUnrotated) {
        k = applyRotary(k, context.rotary);
    }
    if (cache != nullptr) {
        std::tie(k, v) = cache->append(layer, k, v); // [B,K,S,h]
    }
    if (keepsUnrotated) {
        k = applyRotary(k, context.keyRotary);
    }
    const bool isWindowed = context.windowMask.defined() && m_config.window.isOn(layer);
    const at::Tensor& mask = isWindowed ? context.windowMask : context.attentionMask;
    const bool isCausal = context.isCausal && !isWindowed;
    at::Tensor z;
    if (capture.wants(Internal::AttentionProbabilities)) {
        const at::Tensor written = isCausal && !mask.defined()
            ? causalMask(q.size(2), k.size(2), q.scalar_type(), q.device())
            : mask;
        z = explicitAttention(q, k, v, written, capture);
    } else if (q.size(2) == 1) {
        z = attendedStep(q, k, v, mask);
    }
    if (!z.defined()) {
        // An undefined tensor is no absent mask: with gradients LibTorch looks at its type.
        const auto given = mask.defined() ? std::optional<at::Tensor>(mask) : std::nullopt;
        z = at::scaled_dot_product_attention(q, k, v, given, 0.0, isCausal, std::nullopt,
                                             m_config.kvHeads != m_config.heads);
    }
    z = z.transpose(1, 2).reshape({normed.size(0), normed.size(1), m_config.heads * h});
    capture.offer(Internal::AttentionZ, z);
    return project(layer, Module::OProj, z, m_config.hasOutputBias); // [B,T,d]
}

at::Tensor TransformerModel::feedForward(std::int64_t layer, const at::Tensor& normed,
                                         const LayerCapture& capture) const
{
    const std::vector<at::Tensor> projected =
        projectAll(*this, layer, {Module::GateProj, Module::UpProj}, normed, m_config.hasMlpBias);
    const at::Tensor& gate = projected[0]; // [B,T,f]
    const at::Tensor& up = projected[1];
    at::Tensor coefficients;
    if (!capture.wants(Internal::FfnGate)) {
        coefficients = gatedRows(gate, up);
    }
    if (!coefficients.defined()) {
        const at::Tensor active = at::silu(gate);
        capture.offer(Internal::FfnGate, active);
        coefficients = active * up;
    }
    capture.offer(Internal::GateProjOut, gate);
    capture.offer(Internal::UpProjOut, up);
    capture.offer(Internal::FfnCoefficients, coefficients);
    return project(layer, Module::DownProj, coefficients, m_config.hasMlpBias); // [B,T,d]
}

at::Tensor TransformerModel::runLayer(std::int64_t layer, const at::Tensor& x,
                                      const BatchContext& context, const LayerCapture* capture,
                                      KvCache* cache) const
{
    return runFeedForward(layer, runAttention(layer, x, context, capture, cache), capture);
}

at::Tensor TransformerModel::runAttention(std::int64_t layer, const at::Tensor& x,
                                          const BatchContext& context, const LayerCapture* capture,
                                          KvCache* cache) const
{
    const LayerCapture& wanted = capture != nullptr ? *capture : kNoCapture;
    wanted.offer(Internal::LayerInput, x);
    const at::Tensor normed = norm(x, layerPrefix(static_cast<int>(layer)) + kInputNorm);
    const at::Tensor a = attention(layer, normed, context, wanted, cache);
    wanted.offer(Internal::AttentionOutput, a);
    const at::Tensor r = x + a;
    wanted.offer(Internal::ResidualMid, r);
    return r;
}

at::Tensor TransformerModel::runFeedForward(std::int64_t layer, const at::Tensor& r,
                                            const LayerCapture* capture) const
{
    const LayerCapture& wanted = capture != nullptr ? *capture : kNoCapture;
    const at::Tensor normed = norm(r, layerPrefix(static_cast<int>(layer)) + kPostAttentionNorm);
    const at::Tensor o = feedForward(layer, normed, wanted);
    wanted.offer(Internal::FfnOutput, o);
    const at::Tensor y = r + o;
    wanted.offer(Internal::LayerOutput, y);
    return y;
}

at::Tensor TransformerModel::unembedding() const
{
    return weight(m_config.isTied ? kEmbeddingName : kUnembeddingName);
}

at::Tensor TransformerModel::head(const at::Tensor& x) const
{
    const at::Tensor normed = norm(x, kFinalNormName);
    const at::Tensor logits = linearOver(normed, unembedding(), {});
    return (m_edits ? m_edits->project(kUnembeddingName, normed, logits) : logits).to(at::kFloat);
}

} // namespace neurograft
