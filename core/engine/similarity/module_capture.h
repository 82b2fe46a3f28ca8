// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/module_path.h"
#include "core/engine/model/layer_capture.h"
#include "core/engine/similarity/sample_plan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace neurograft {

/// Some rows as one left-padded rectangle, and which of its positions make which samples.
struct SampleBatch {
    std::vector<std::vector<std::int32_t>> rows; ///< ids
    at::Tensor positions; ///< [k] int64 into the flattened [B*T] positions
    at::Tensor samples; ///< [k] int64: sample each position belongs to, counted in this batch;
                        ///< undefined when every sample is one position
    at::Tensor counts; ///< [m, 1] float64 positions per sample; undefined as above
    at::Tensor targets; ///< [m] int64: place of each sample in the run

    std::int64_t tokens() const; ///< of the rectangle, padding included
};

/// Batches of rows of similar length, at most @p tokenBudget positions each (one row at least).
std::vector<SampleBatch> sampleBatches(const std::vector<RowSamples>& rows,
                                       std::int64_t tokenBudget, at::Device device);

/// The samples of a batch out of [B,T,w]: [m, w] in float32, means accumulated in float64.
at::Tensor gatherSamples(const at::Tensor& values, const SampleBatch& batch);

/// Collects the samples of chosen modules while one layer runs over all batches.
class ModuleCapture {
public:
    ModuleCapture(std::vector<Module> modules, std::int64_t samples);

    /// What to ask the layer for.
    std::uint32_t request() const { return m_request; }
    /// The capture to hand to TransformerModel::runLayer for @p batch; both must outlive the call.
    LayerCapture capture(const SampleBatch& batch);
    /// All samples of a module, [n, width] float32 on the model's device; empties the place.
    at::Tensor take(Module module);

private:
    void store(Module module, const at::Tensor& rows, const SampleBatch& batch);

    std::vector<Module> m_modules;
    std::int64_t m_samples;
    std::uint32_t m_request = 0;
    at::Tensor m_input; ///< samples of the layer's input, for the residual contribution
    std::map<Module, at::Tensor> m_collected;
};

} // namespace neurograft
