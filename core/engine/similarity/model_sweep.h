// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/similarity/module_capture.h"
#include "core/run/run_context.h"

#include <functional>
#include <memory>
#include <vector>

namespace neurograft {

/// One model going through the data breadth first: the hidden states of all rows stand before the
/// same layer, and each call takes them through it. A module's samples of one layer exist only
/// until the sink has seen them, so memory does not grow with depth.
class ModelSweep {
public:
    /// @param rows what each row contributes; @param samples their number in all
    /// @param tokenBudget positions per batch (sampleBatches)
    ModelSweep(std::shared_ptr<const TransformerModel> model, const std::vector<RowSamples>& rows,
               std::int64_t samples, std::int64_t tokenBudget);

    std::int64_t layers() const { return m_model->config().layers; }
    /// Layers done so far.
    std::int64_t done() const { return m_layer; }
    std::int64_t batches() const { return static_cast<std::int64_t>(m_batches.size()); }

    using Sink = std::function<void(Module module, const at::Tensor& samples)>;
    /// Runs the next layer and hands the samples [n, width] of each of @p modules to @p sink.
    /// @param afterBatch called after each batch; may throw Canceled
    void runLayer(const std::vector<Module>& modules, const Sink& sink,
                  const std::function<void()>& afterBatch);

private:
    std::shared_ptr<const TransformerModel> m_model;
    std::int64_t m_samples;
    std::int64_t m_layer = 0;
    std::vector<SampleBatch> m_batches;
    std::vector<at::Tensor> m_states; ///< [B,T,d] per batch, in the compute type
};

/// Positions per batch so that one layer takes a fraction of a second on the device.
std::int64_t sweepTokenBudget(const ModelConfig& config, at::Device device);

} // namespace neurograft
