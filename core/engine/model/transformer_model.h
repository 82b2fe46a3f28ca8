// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/model/kv_cache.h"
#include "core/engine/model/layer_capture.h"
#include "core/engine/model/model_edits.h"
#include "core/engine/model/rotary.h"
#include "core/engine/model/token_batch.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace neurograft {

/// Where a model's tensors come from: a map in memory, or a mapped checkpoint.
class WeightSource {
public:
    virtual ~WeightSource() = default;
    /// The tensor on the model's device; undefined when there is none of that name. Norms and
    /// biases come in the compute type, matrices perhaps as they are stored: use linearOver().
    virtual at::Tensor tensor(const std::string& name) const = 0;
    virtual at::Device device() const = 0;
    virtual at::ScalarType computeType() const = 0;
};

/// Layers first to last of a checkpoint, both included.
struct LayerRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// How a model is put on a device.
struct LoadOptions {
    std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
    std::string dtype = "auto"; ///< auto | float32 | bfloat16 | float16; auto: float32 on the CPU,
                                ///< the stored type on a GPU
    /// Only these layers, counted from 0 again in the model, between embedding and final norm; no
    /// other layer is read. Nothing = all.
    std::optional<LayerRange> layers = std::nullopt;
};

/// What all layers of one forward pass share.
struct BatchContext {
    RotaryTable rotary;
    RotaryTable keyRotary; ///< of all S keys, for a cache that holds them unrotated; else undefined
    at::Tensor attentionMask; ///< additive [B,1,T,S] in the compute type; undefined = plain causal
                              ///< or a single query
    at::Tensor windowMask; ///< the same for layers with a sliding window; undefined = as the others
    bool isCausal = true; ///< causal flag of the fused attention when there is no mask
};

/// Decoder-only transformer of the Llama family: RMSNorm, rotary embeddings, grouped-query
/// attention, gated SiLU feed-forward (models.md section 4). Immutable and thread-safe for reading;
/// gradients flow when the weights ask for them.
class TransformerModel {
public:
    TransformerModel(ModelConfig config, std::shared_ptr<const WeightSource> weights);

    /// Model over tensors in memory, named as in a checkpoint (module_path.h). All of one float
    /// type and device.
    /// @throws FormatError when a tensor is missing, ShapeError when one disagrees with @p config
    static std::shared_ptr<TransformerModel> fromWeights(ModelConfig config,
                                                         std::map<std::string, at::Tensor> weights);

    /// Opens a Hugging Face folder: weights stay mapped, each is checked and converted when it is
    /// first needed.
    /// @throws FormatError for a broken folder; weights that are NaN or infinite are named when
    /// they are first used; StudyError for layers the model does not have
    static std::shared_ptr<TransformerModel> load(const std::filesystem::path& folder,
                                                  const LoadOptions& options);

    /// The same model (and the same weights in memory) with @p edits laid over it, or without any
    /// when it is null: both can be used side by side.
    std::shared_ptr<TransformerModel> withEdits(std::shared_ptr<const ModelEdits> edits) const;

    const ModelConfig& config() const { return m_config; }
    at::Device device() const { return m_weights->device(); }
    at::ScalarType computeType() const { return m_weights->computeType(); }

    /// Logits [B,T,V] in float32. With a cache, @p batch holds the new tokens only.
    /// @throws StudyError for an id outside the vocabulary, or more tokens than the model's context
    at::Tensor forward(const TokenBatch& batch, KvCache* cache = nullptr) const;
    /// Logits [B,V] of the last position alone: the unembedding of the others is not computed.
    at::Tensor lastLogits(const TokenBatch& batch, KvCache* cache = nullptr) const;

    /// Positions, rotary tables and attention masks of a batch: positions count real tokens from 0
    /// (models.md 4.3); `dynamic` scaling follows each row's own length (decisions.md D39). With @p
    /// cache the mask of the batch is appended to the cache's.
    /// @throws StudyError when past and new tokens exceed the model's context
    BatchContext prepare(const TokenBatch& batch, KvCache* cache = nullptr) const;
    /// [B,T] ids to [B,T,d]. @throws StudyError for an id outside the vocabulary
    at::Tensor embed(const TokenBatch& batch) const;
    /// One decoder layer, [B,T,d] to [B,T,d]; @p capture and @p cache may be null.
    at::Tensor runLayer(std::int64_t layer, const at::Tensor& x, const BatchContext& context,
                        const LayerCapture* capture = nullptr, KvCache* cache = nullptr) const;
    /// The two halves of a layer: r = x + a, then y = r + o (models.md section 4).
    at::Tensor runAttention(std::int64_t layer, const at::Tensor& x, const BatchContext& context,
                            const LayerCapture* capture = nullptr, KvCache* cache = nullptr) const;
    at::Tensor runFeedForward(std::int64_t layer, const at::Tensor& r,
                              const LayerCapture* capture = nullptr) const;
    /// Final norm and unembedding, [...,d] to float32 [...,V].
    at::Tensor head(const at::Tensor& x) const;

    /// A parameter as the weights hold it, without edits: matrices perhaps in their stored type.
    /// Undefined when the model has none of that name.
    at::Tensor parameter(const std::string& name) const { return m_weights->tensor(name); }
    /// What is laid over the weights; null = nothing.
    const ModelEdits* edits() const { return m_edits.get(); }
    /// W_U [V,d] without edits, which a tied model shares with its embedding.
    at::Tensor unembedding() const;

private:
    at::Tensor lastHidden(const TokenBatch& batch, KvCache* cache) const;
    void setRotary(const TokenBatch& batch, const KvCache* cache, const at::Tensor& positions,
                   BatchContext& context) const;
    at::Tensor heads(std::int64_t layer, Module module, const at::Tensor& x) const;
    at::Tensor weight(const std::string& name) const;
    at::Tensor norm(const at::Tensor& x, const std::string& gain) const;
    at::Tensor project(std::int64_t layer, Module module, const at::Tensor& x, bool hasBias) const;
    at::Tensor attention(std::int64_t layer, const at::Tensor& normed, const BatchContext& context,
                         const LayerCapture& capture, KvCache* cache) const;
    at::Tensor feedForward(std::int64_t layer, const at::Tensor& normed,
                           const LayerCapture& capture) const;

    ModelConfig m_config;
    std::shared_ptr<const WeightSource> m_weights;
    std::shared_ptr<const ModelEdits> m_edits; ///< null = none
    at::Tensor m_frequencies; ///< [h/2] float32 on the model's device
};

/// Root-mean-square norm, models.md 4.1: statistics in float32, rounded to the input type before
/// the gain.
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& gain, double eps);

} // namespace neurograft
