// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/predict.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/text/tokenizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logsumexp.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kHeadChunkBytes = 64 * 1024 * 1024; // of float32 logits at a time

/// Indices of the @p count largest of @p logits, descending, equal ones by smaller index.
std::vector<std::int64_t> largest(const float* logits, std::int64_t size, int count)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const auto wanted = std::min<std::int64_t>(std::max(count, 0), size);
    std::partial_sort(order.begin(), order.begin() + wanted, order.end(),
                      [logits](std::int64_t a, std::int64_t b) {
                          return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                      });
    order.resize(static_cast<std::size_t>(wanted));
    return order;
}

/// Appends ln p(target of each row) for the rows that have one; float64 from float32 logits.
void appendLogprobs(const at::Tensor& logits, const at::Tensor& targets,
                    std::vector<double>& logprobs)
{
    const std::int64_t rows = targets.size(0);
    if (rows == 0) {
        return;
    }
    const at::Tensor wide = logits.narrow(0, 0, rows).to(at::kDouble); // [rows,V]
    const at::Tensor values =
        wide.gather(1, targets.unsqueeze(1)).squeeze(1).sub(at::logsumexp(wide, {1})).cpu();
    const auto* data = values.const_data_ptr<double>();
    logprobs.insert(logprobs.end(), data, data + rows);
}

void requireFiniteLogits(const at::Tensor& logits)
{
    if (!at::isfinite(logits).all().item<bool>()) {
        throw DomainError("logits", "finite values",
                          "NaN or infinity, though all weights are finite",
                          "The compute type overflowed: try --dtype float32.");
    }
}

} // namespace

struct Predictor::Private {
    PredictOptions options;
    RunContext context;
    std::shared_ptr<TransformerModel> model;
    std::shared_ptr<const Tokenizer> tokenizer; ///< null when the folder has none
    std::optional<FormatError> tokenizerProblem;

    std::string tokenText(std::int32_t id) const
    {
        return tokenizer && id < tokenizer->size() ? tokenizer->tokenText(id) : std::string();
    }
    at::Tensor lastHidden(const TokenBatch& batch) const;
    Prediction predict(const std::vector<std::int32_t>& ids) const;
};

/// Residual stream after the last layer [T,d], one progress report per layer.
at::Tensor Predictor::Private::lastHidden(const TokenBatch& batch) const
{
    const std::int64_t layers = model->config().layers;
    const BatchContext batchContext = model->prepare(batch);
    at::Tensor x = model->embed(batch);
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        context.checkpoint({"forward pass", 1, 1, layer, layers, "layers"});
        x = model->runLayer(layer, x, batchContext);
    }
    context.checkpoint({"forward pass", 1, 1, layers, layers, "layers"});
    return x.squeeze(0);
}

Prediction Predictor::Private::predict(const std::vector<std::int32_t>& ids) const
{
    const at::NoGradGuard noGrad;
    Prediction prediction;
    prediction.ids = ids;
    if (ids.empty()) {
        return prediction;
    }
    if (static_cast<std::int64_t>(ids.size()) > model->config().maxPositions) {
        throw StudyError("logits",
                         "at most " + std::to_string(model->config().maxPositions)
                             + " tokens, the model's context",
                         std::to_string(ids.size()), "Shorten the text.");
    }
    const TokenBatch batch = padLeft({ids}, 0, model->device());
    const at::Tensor hidden = lastHidden(batch); // [T,d]
    const auto tokens = static_cast<std::int64_t>(ids.size());
    const std::int64_t vocabulary = model->config().vocabSize;
    const std::int64_t chunk =
        std::max<std::int64_t>(1, kHeadChunkBytes / (vocabulary * std::int64_t{sizeof(float)}));
    const bool keepsAll = !options.logitsFile.empty();
    at::Tensor all = keepsAll ? at::empty({tokens, vocabulary}, at::kFloat) : at::Tensor();
    at::Tensor last;

    prediction.logprobs.push_back(std::numeric_limits<double>::quiet_NaN());
    for (std::int64_t begin = 0; begin < tokens; begin += chunk) {
        context.throwIfStopped();
        const std::int64_t rows = std::min(chunk, tokens - begin);
        const at::Tensor logits = model->head(hidden.narrow(0, begin, rows)); // [rows,V]
        requireFiniteLogits(logits);
        const std::int64_t targets = std::min(rows, tokens - 1 - begin);
        appendLogprobs(logits, batch.ids[0].narrow(0, begin + 1, targets), prediction.logprobs);
        if (keepsAll) {
            all.narrow(0, begin, rows).copy_(logits);
        }
        last = logits[rows - 1];
    }
    last = last.cpu().contiguous();
    const auto* data = last.const_data_ptr<float>();
    for (const std::int64_t index : largest(data, vocabulary, options.top)) {
        const auto id = static_cast<std::int32_t>(index);
        prediction.top.push_back({id, tokenText(id), static_cast<double>(data[index])});
    }
    if (keepsAll) {
        writeSafetensors(options.logitsFile,
                         {{"logits", DType::F32, {tokens, vocabulary}, all.const_data_ptr()}}, {},
                         options.overwrite);
    }
    return prediction;
}

Predictor::Predictor(const std::filesystem::path& folder, const PredictOptions& options,
                     const RunContext& context)
    : m_private(std::make_unique<Private>())
{
    m_private->options = options;
    m_private->context = context;
    m_private->model = withTorchErrors(folder.string(), [&] {
        return TransformerModel::load(folder, {options.device, options.dtype});
    });
    try {
        m_private->tokenizer = openTokenizer(folder);
    } catch (const FormatError& error) {
        m_private->tokenizerProblem = error; // ids can be predicted without one
    }
}

Predictor::~Predictor() = default;

Prediction Predictor::predictText(const std::string& text) const
{
    if (m_private->tokenizerProblem) {
        throw FormatError(*m_private->tokenizerProblem);
    }
    const auto encoding = m_private->tokenizer->encode(text, m_private->options.addSpecialTokens);
    return predictIds(encoding.ids);
}

Prediction Predictor::predictIds(const std::vector<std::int32_t>& ids) const
{
    return withTorchErrors("logits", [&] { return m_private->predict(ids); });
}

} // namespace neurograft
