// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/vocabulary_projection.h"

#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>
#include <string>

namespace neurograft {

namespace {

constexpr std::int64_t kChunkElements = 1024 * 1024; ///< 8 MB in float64

std::int64_t chunkOf(std::int64_t width)
{
    return std::max<std::int64_t>(1, kChunkElements / std::max<std::int64_t>(1, width));
}

void requireInside(const std::string& what, std::int64_t value, std::int64_t count)
{
    if (value < 0 || value >= count) {
        throw StudyError(what, "a number from 0 to " + std::to_string(count - 1),
                         std::to_string(value));
    }
}

} // namespace

std::int64_t neuronCount(const ModelConfig& config, NeuronKind kind)
{
    return kind == NeuronKind::Ffn ? config.intermediateSize : config.heads * config.headDim;
}

at::Tensor neuronMatrix(const TransformerModel& model, std::int64_t layer, NeuronKind kind)
{
    requireInside("layer", layer, model.config().layers);
    return model.parameter(weightName(static_cast<int>(layer),
                                      kind == NeuronKind::Ffn ? Module::DownProj : Module::OProj));
}

at::Tensor neuronVector(const TransformerModel& model, const NeuronId& neuron)
{
    const at::Tensor matrix = neuronMatrix(model, neuron.layer, neuron.kind);
    requireInside(std::string(neuronKindName(neuron.kind)) + " neuron of layer "
                      + std::to_string(neuron.layer),
                  neuron.index, matrix.size(1));
    return matrix.select(1, neuron.index).to(at::kFloat).contiguous();
}

at::Tensor projectVectors(const TransformerModel& model, const at::Tensor& vectors,
                          bool appliesNorm)
{
    const at::Tensor gained =
        appliesNorm ? vectors * model.parameter(kFinalNormName).to(at::kFloat) : vectors; // [n,d]
    return linearOver(gained.contiguous(), model.unembedding(), {}).cpu().contiguous();
}

at::Tensor projectPrecisely(const TransformerModel& model, const at::Tensor& vector, std::int64_t n)
{
    const at::Tensor unembedding = model.unembedding();
    const at::Tensor gained = vector.to(at::kDouble) * finalGain(model); // [d]
    const std::int64_t chunk = chunkOf(unembedding.size(1));
    at::Tensor logits = at::zeros({n}, gained.options());
    for (std::int64_t first = 0; first < n; first += chunk) {
        const std::int64_t rows = std::min(chunk, n - first);
        const at::Tensor part = unembedding.narrow(0, first, rows).to(at::kDouble); // [c,d]
        logits.narrow(0, first, rows).copy_(at::matmul(part, gained));
    }
    return logits;
}

std::vector<std::int64_t> extremes(const float* values, std::int64_t size, std::int64_t count,
                                   bool isLargest)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const std::int64_t wanted = std::clamp<std::int64_t>(count, 0, size);
    std::partial_sort(order.begin(), order.begin() + wanted, order.end(),
                      [values, isLargest](std::int64_t a, std::int64_t b) {
                          if (values[a] != values[b]) {
                              return (values[a] > values[b]) == isLargest;
                          }
                          return a < b;
                      });
    order.resize(static_cast<std::size_t>(wanted));
    return order;
}

at::Tensor tokenLogits(const TransformerModel& model, std::int32_t token, std::int64_t layer,
                       NeuronKind kind)
{
    const at::Tensor matrix = neuronMatrix(model, layer, kind); // [d,n]
    requireInside("token id", token, model.config().vocabSize);
    const at::Tensor reader =
        (model.unembedding().select(0, token).to(at::kDouble) * finalGain(model)).unsqueeze(1);
    const std::int64_t count = matrix.size(1);
    const std::int64_t chunk = chunkOf(matrix.size(0));
    at::Tensor logits = at::zeros({count}, at::kDouble);
    for (std::int64_t first = 0; first < count; first += chunk) {
        const std::int64_t width = std::min(chunk, count - first);
        const at::Tensor part = matrix.narrow(1, first, width).to(at::kDouble); // [d,c]
        logits.narrow(0, first, width).copy_((part * reader).sum(0));
    }
    return logits;
}

at::Tensor readBack(const TransformerModel& model, const at::Tensor& y)
{
    const at::Tensor unembedding = model.unembedding();
    const std::int64_t chunk = chunkOf(unembedding.size(1));
    at::Tensor sum = at::zeros({unembedding.size(1)}, y.options());
    for (std::int64_t first = 0; first < y.size(0); first += chunk) {
        const std::int64_t rows = std::min(chunk, y.size(0) - first);
        const at::Tensor part = unembedding.narrow(0, first, rows).to(at::kDouble); // [c,d]
        sum += at::matmul(part.t(), y.narrow(0, first, rows));
    }
    return sum;
}

at::Tensor writtenGram(const TransformerModel& model, std::int64_t n, const RunContext& context)
{
    const at::Tensor unembedding = model.unembedding();
    const std::int64_t width = unembedding.size(1);
    const std::int64_t chunk = chunkOf(width);
    at::Tensor gram = at::zeros({width, width}, unembedding.options().dtype(at::kDouble));
    for (std::int64_t first = 0; first < n; first += chunk) {
        context.checkpoint({"lengths over the vocabulary", 1, 2, first, n, "tokens"});
        const at::Tensor part =
            unembedding.narrow(0, first, std::min(chunk, n - first)).to(at::kDouble); // [c,d]
        gram.addmm_(part.t(), part);
    }
    const at::Tensor gain = finalGain(model);
    return gram.mul_(gain.unsqueeze(0)).mul_(gain.unsqueeze(1));
}

at::Tensor finalGain(const TransformerModel& model)
{
    return model.parameter(kFinalNormName).to(at::kDouble);
}

} // namespace neurograft
