// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/head_chunks.h"

#include "core/run/error.h"

#include <ATen/ops/aminmax.h>
#include <ATen/ops/logsumexp.h>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr std::int64_t kHeadChunkBytes = 16 * 1024 * 1024; // of float32 logits at a time
/// A head in a half type is widened once for each chunk, which fewer rows would not be worth.
constexpr std::int64_t kHeadChunkRows = 64;
constexpr std::int64_t kWideBytes = 4 * 1024 * 1024; // of float64 logits at a time

/// aminmax() passes NaN on and, unlike isfinite(), makes no copy.
void requireFiniteLogits(const at::Tensor& logits)
{
    const auto [least, greatest] = at::aminmax(logits);
    if (!std::isfinite(least.item<float>()) || !std::isfinite(greatest.item<float>())) {
        throw DomainError("logits", "finite values",
                          "NaN or infinity, though all weights are finite",
                          "The compute type overflowed: try --dtype float32.");
    }
}

} // namespace

at::Tensor lastHidden(const TransformerModel& model, const TokenBatch& batch,
                      const RunContext& context)
{
    const std::int64_t layers = model.config().layers;
    const BatchContext batchContext = model.prepare(batch);
    at::Tensor x = model.embed(batch);
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        context.checkpoint({"forward pass", 1, 1, layer, layers, "layers"});
        x = model.runLayer(layer, x, batchContext);
    }
    context.checkpoint({"forward pass", 1, 1, layers, layers, "layers"});
    return x;
}

void forEachLogits(const TransformerModel& model, const at::Tensor& hidden, std::int64_t begin,
                   std::int64_t end, const RunContext& context,
                   const std::function<void(std::int64_t first, const at::Tensor& logits)>& use)
{
    const std::int64_t rowBytes = model.config().vocabSize * std::int64_t{sizeof(float)};
    const std::int64_t chunk = std::max(kHeadChunkRows, kHeadChunkBytes / rowBytes);
    for (std::int64_t first = begin; first < end; first += chunk) {
        context.throwIfStopped();
        const at::Tensor logits =
            model.head(hidden.narrow(0, first, std::min(chunk, end - first))); // [n,V]
        requireFiniteLogits(logits);
        use(first, logits);
    }
}

void appendLogprobs(const at::Tensor& logits, const at::Tensor& targets,
                    std::vector<double>& logprobs)
{
    const std::int64_t rows = targets.size(0);
    if (rows == 0) {
        return;
    }
    const std::int64_t rowBytes = logits.size(1) * std::int64_t{sizeof(double)};
    const std::int64_t block = std::max<std::int64_t>(1, kWideBytes / rowBytes);
    for (std::int64_t first = 0; first < rows; first += block) {
        const std::int64_t count = std::min(block, rows - first);
        const at::Tensor wide = logits.narrow(0, first, count).to(at::kDouble); // [count,V]
        const at::Tensor wanted = targets.narrow(0, first, count).unsqueeze(1);
        const at::Tensor values =
            wide.gather(1, wanted).squeeze(1).sub(at::logsumexp(wide, {1})).cpu();
        const auto* data = values.const_data_ptr<double>();
        logprobs.insert(logprobs.end(), data, data + count);
    }
}

} // namespace neurograft
