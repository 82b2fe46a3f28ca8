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

constexpr std::int64_t kVocabularyProjectionChunkElements = 1024 * 1024; ///< 8 MB in float64

std::int64_t chunkOf(std::int64_t width)
{
    return std::max<std::int64_t>(
        1, kVocabularyProjectionChunkElements / std::max<std::int64_t>(1, width));
}

void requireInside(const std::string& what, std::int64_t value, std::int64_t count)
{
    if (value < 0 || value >= count) {
        throw StudyError(what, "a number from 0 to " + std::to_string(count - 1),
                         std::to_string(value));
    }
}

/// @p count rows of W_U from @p first on, edits included, [count,d] float64.
at::Tensor unembeddingRows(const TransformerModel& model, std::int64_t first, std::int64_t count)
{
    const at::Tensor rows =
        model.unembedding().narrow(0, first, count).to(at::kDouble, false, true);
    if (model.edits() != nullptr) {
        model.edits()->addRows(kUnembeddingName, first, rows);
    }
    return rows;
}

std::string writingName(std::int64_t layer, NeuronKind kind)
{
    return weightName(static_cast<int>(layer),
                      kind == NeuronKind::Ffn ? Module::DownProj : Module::OProj);
}

bool isEdited(const TransformerModel& model, const std::string& name)
{
    return model.edits() != nullptr && model.edits()->has(name);
}

} // namespace

std::int64_t neuronCount(const ModelConfig& config, NeuronKind kind)
{
    return kind == NeuronKind::Ffn ? config.intermediateSize : config.heads * config.headDim;
}

at::Tensor neuronMatrix(const TransformerModel& model, std::int64_t layer, NeuronKind kind)
{
    requireInside("layer", layer, model.config().layers);
    const std::string name = writingName(layer, kind);
    const at::Tensor stored = model.parameter(name);
    if (!isEdited(model, name)) {
        return stored;
    }
    const at::Tensor edited = stored.to(at::promoteTypes(stored.scalar_type(), at::kFloat), false,
                                        true); // a copy: the weights stay as they are
    model.edits()->addRows(name, 0, edited);
    return edited;
}

at::Tensor neuronVector(const TransformerModel& model, const NeuronId& neuron)
{
    requireInside("layer", neuron.layer, model.config().layers);
    const std::string name = writingName(neuron.layer, neuron.kind);
    const at::Tensor matrix = model.parameter(name); // [d,n]
    requireInside(std::string(neuronKindName(neuron.kind)) + " neuron of layer "
                      + std::to_string(neuron.layer),
                  neuron.index, matrix.size(1));
    const at::Tensor stored = matrix.select(1, neuron.index).to(at::kFloat).contiguous();
    if (!isEdited(model, name)) {
        return stored;
    }
    const at::Tensor chosen = at::zeros({1, matrix.size(1)}, stored.options());
    chosen.select(1, neuron.index).fill_(1.0);
    return model.edits()->project(name, chosen, stored.unsqueeze(0)).squeeze(0).contiguous();
}

at::Tensor projectVectors(const TransformerModel& model, const at::Tensor& vectors,
                          bool appliesNorm)
{
    const at::Tensor gained =
        (appliesNorm ? vectors * finalGain(model).to(at::kFloat) : vectors).contiguous(); // [n,d]
    const at::Tensor logits = linearOver(gained, model.unembedding(), {});
    return (model.edits() == nullptr ? logits
                                     : model.edits()->project(kUnembeddingName, gained, logits))
        .cpu()
        .contiguous();
}

at::Tensor projectPrecisely(const TransformerModel& model, const at::Tensor& vector, std::int64_t n)
{
    const at::Tensor gained = vector.to(at::kDouble) * finalGain(model); // [d]
    const std::int64_t chunk = chunkOf(gained.size(0));
    at::Tensor logits = at::zeros({n}, gained.options());
    for (std::int64_t first = 0; first < n; first += chunk) {
        const std::int64_t rows = std::min(chunk, n - first);
        const at::Tensor part = unembeddingRows(model, first, rows); // [c,d]
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
    const at::Tensor reader = (unembeddingRows(model, token, 1)[0] * finalGain(model)).unsqueeze(1);
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
    const std::int64_t width = model.config().hiddenSize;
    const std::int64_t chunk = chunkOf(width);
    at::Tensor sum = at::zeros({width}, y.options());
    for (std::int64_t first = 0; first < y.size(0); first += chunk) {
        const std::int64_t rows = std::min(chunk, y.size(0) - first);
        const at::Tensor part = unembeddingRows(model, first, rows); // [c,d]
        sum += at::matmul(part.t(), y.narrow(0, first, rows));
    }
    return sum;
}

at::Tensor writtenGram(const TransformerModel& model, std::int64_t n, const RunContext& context)
{
    const std::int64_t width = model.config().hiddenSize;
    const std::int64_t chunk = chunkOf(width);
    at::Tensor gram = at::zeros({width, width}, at::device(model.device()).dtype(at::kDouble));
    for (std::int64_t first = 0; first < n; first += chunk) {
        context.checkpoint({"lengths over the vocabulary", 1, 2, first, n, "tokens"});
        const at::Tensor part = unembeddingRows(model, first, std::min(chunk, n - first)); // [c,d]
        gram.addmm_(part.t(), part);
    }
    const at::Tensor gain = finalGain(model);
    return gram.mul_(gain.unsqueeze(0)).mul_(gain.unsqueeze(1));
}

at::Tensor finalGain(const TransformerModel& model)
{
    const at::Tensor stored = model.parameter(kFinalNormName);
    return (model.edits() == nullptr ? stored : model.edits()->gain(kFinalNormName, stored))
        .to(at::kDouble);
}

} // namespace neurograft
