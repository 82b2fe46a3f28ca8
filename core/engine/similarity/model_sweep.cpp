// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/model_sweep.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace neurograft {

namespace {

/// Work of one layer on one batch: about a quarter of a second on two laptop cores.
constexpr double kBatchFlopsHost = 1.2e10;
constexpr std::int64_t kFewestTokens = 256;
constexpr std::int64_t kMostTokens = 16384;

TokenBatch tokenBatch(const SampleBatch& batch, const TransformerModel& model)
{
    return padLeft(batch.rows, 0, model.device()) /* padding is masked: any id will do */;
}

} // namespace

std::int64_t sweepTokenBudget(const ModelConfig& config, at::Device device)
{
    if (!device.is_cpu()) {
        return kMostTokens;
    }
    const std::int64_t attention =
        2 * config.hiddenSize * config.headDim * (config.heads + config.kvHeads);
    const std::int64_t parameters = attention + 3 * config.hiddenSize * config.intermediateSize;
    const auto tokens =
        static_cast<std::int64_t>(kBatchFlopsHost / (2.0 * static_cast<double>(parameters)));
    return std::clamp(tokens, kFewestTokens, kMostTokens);
}

ModelSweep::ModelSweep(std::shared_ptr<const TransformerModel> model,
                       const std::vector<RowSamples>& rows, std::int64_t samples,
                       std::int64_t tokenBudget)
    : m_model(std::move(model)), m_samples(samples),
      m_batches(sampleBatches(rows, tokenBudget, m_model->device())), m_states(m_batches.size())
{
}

void ModelSweep::runLayer(const std::vector<Module>& modules, const Sink& sink,
                          const std::function<void()>& afterBatch)
{
    const c10::InferenceMode inference;
    ModuleCapture collected(modules, m_samples);
    for (std::size_t i = 0; i < m_batches.size(); ++i) {
        const TokenBatch batch = tokenBatch(m_batches[i], *m_model);
        if (m_layer == 0) {
            m_states[i] = m_model->embed(batch); // [B,T,d]
        }
        const LayerCapture capture = collected.capture(m_batches[i]);
        m_states[i] =
            m_model->runLayer(m_layer, m_states[i], m_model->prepare(batch), &capture); // [B,T,d]
        afterBatch();
    }
    for (const Module module : modules) {
        sink(module, collected.take(module));
    }
    ++m_layer;
}

} // namespace neurograft
