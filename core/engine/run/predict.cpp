// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/predict.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/run/head_chunks.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/text/tokenizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

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
    Prediction predict(const std::vector<std::int32_t>& ids) const;
};

Prediction Predictor::Private::predict(const std::vector<std::int32_t>& ids) const
{
    const at::NoGradGuard noGrad;
    Prediction prediction;
    prediction.ids = ids;
    if (ids.empty()) {
        return prediction;
    }
    if (static_cast<std::int64_t>(ids.size()) > model->config().longestText()) {
        throw StudyError("logits",
                         "at most " + std::to_string(model->config().longestText())
                             + " tokens, the model's context",
                         std::to_string(ids.size()), "Shorten the text.");
    }
    const TokenBatch batch = padLeft({ids}, 0, model->device());
    const at::Tensor hidden = lastHidden(*model, batch, context).squeeze(0); // [T,d]
    const auto tokens = static_cast<std::int64_t>(ids.size());
    const std::int64_t vocabulary = model->config().vocabSize;
    const bool keepsAll = !options.logitsFile.empty();
    at::Tensor all = keepsAll ? at::empty({tokens, vocabulary}, at::kFloat) : at::Tensor();
    at::Tensor last;

    prediction.logprobs.push_back(std::numeric_limits<double>::quiet_NaN());
    forEachLogits(
        *model, hidden, 0, tokens, context, [&](std::int64_t first, const at::Tensor& logits) {
            const std::int64_t rows = logits.size(0);
            const std::int64_t targets = std::min(rows, tokens - 1 - first);
            appendLogprobs(logits, batch.ids[0].narrow(0, first + 1, targets), prediction.logprobs);
            if (keepsAll) {
                all.narrow(0, first, rows).copy_(logits);
            }
            last = logits[rows - 1];
        });
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
        LoadOptions load{options.device, options.dtype};
        if (options.layers) {
            load.layers = LayerRange{options.layers->first, options.layers->second};
        }
        return loadWithOverlay(folder, load, options.overlay, context);
    });
    try {
        m_private->tokenizer = openTokenizer(folder);
    } catch (const FormatError& error) {
        m_private->tokenizerProblem = error; // ids can be predicted without one
    }
}

Predictor::~Predictor() = default;

std::string Predictor::dtype() const
{
    return computeTypeName(m_private->model->computeType());
}

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
