// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/perplexity.h"

#include "core/data/tokenized_row.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/run/head_chunks.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"

#include <c10/core/InferenceMode.h>

#include <cmath>
#include <numeric>

namespace neurograft {

namespace {

/// ln p of the labelled tokens of one row.
std::vector<double> labelledLogprobs(const TransformerModel& model, const TokenizedRow& row,
                                     const RunContext& context)
{
    const TokenBatch batch = padLeft({row.ids}, 0, model.device());
    RunContext quiet; // rows are reported, not their layers
    quiet.isStopRequested = context.isStopRequested;
    const at::Tensor hidden = lastHidden(model, batch, quiet).squeeze(0); // [T,d]
    const auto tokens = static_cast<std::int64_t>(row.ids.size());
    std::vector<double> logprobs;
    forEachLogits(model, hidden, row.responseStart - 1, tokens - 1, quiet,
                  [&](std::int64_t first, const at::Tensor& logits) {
                      appendLogprobs(logits, batch.ids[0].narrow(0, first + 1, logits.size(0)),
                                     logprobs);
                  });
    return logprobs;
}

PerplexityResult measure(const PerplexityOptions& options, const RunContext& context)
{
    const Dataset data = readDataset(options.data, options.rows);
    const auto tokenizer = openTokenizer(options.model);
    const auto model =
        loadWithOverlay(options.model, {options.device, options.dtype}, options.overlay, context);
    const c10::InferenceMode inference;
    PerplexityResult result;
    result.dtype = computeTypeName(model->computeType());
    double sum = 0.0;
    std::int64_t done = 0;
    const auto total = static_cast<std::int64_t>(data.rows.size());
    for (const ExampleRow& example : data.rows) {
        context.checkpoint({"perplexity", 1, 1, done++, total, "rows"});
        const TokenizedRow row = tokenizeRow(*tokenizer, example, options.maxLength, true);
        if (!row.hasResponse()) {
            ++result.skipped;
            continue;
        }
        const std::vector<double> logprobs = labelledLogprobs(*model, row, context);
        const double ofRow = std::accumulate(logprobs.begin(), logprobs.end(), 0.0);
        sum -= ofRow;
        result.rowNll.push_back(-ofRow / static_cast<double>(logprobs.size()));
        result.tokens += static_cast<std::int64_t>(logprobs.size());
        ++result.rows;
    }
    context.checkpoint({"perplexity", 1, 1, total, total, "rows"});
    if (result.tokens == 0) {
        throw StudyError(options.data.string(), "at least one row with a labelled token",
                         std::to_string(result.skipped) + " rows without one",
                         "Raise --max-length, or check that the rows have responses.");
    }
    result.nll = sum / static_cast<double>(result.tokens);
    result.perplexity = std::exp(result.nll);
    return result;
}

} // namespace

PerplexityResult measurePerplexity(const PerplexityOptions& options, const RunContext& context)
{
    return withTorchErrors("perplexity", [&] { return measure(options, context); });
}

} // namespace neurograft
