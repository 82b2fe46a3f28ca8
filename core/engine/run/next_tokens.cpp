// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/next_tokens.h"

#include "core/engine/run/head_chunks.h"
#include "core/engine/run/open_model_parts.h"
#include "core/engine/support/torch_errors.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

void requireTokens(const std::vector<std::int32_t>& ids, std::int64_t longest)
{
    if (ids.empty()) {
        throw StudyError("prompt", "at least one token", "none",
                         "Write some text: this tokenizer adds no BOS by itself.");
    }
    if (static_cast<std::int64_t>(ids.size()) > longest) {
        throw StudyError("prompt",
                         "at most " + std::to_string(longest) + " tokens, the model's context",
                         std::to_string(ids.size()), "Shorten the text.");
    }
}

/// Accumulated in double.
double logSumExpOf(const std::vector<float>& logits)
{
    const double greatest = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    for (const float logit : logits) {
        sum += std::exp(static_cast<double>(logit) - greatest);
    }
    return greatest + std::log(sum);
}

} // namespace

NextTokens nextTokens(const OpenModel& model, const std::string& text, const RunContext& context)
{
    NextTokens next;
    next.ids = model.tokenizer()->encode(text, true).ids;
    requireTokens(next.ids, model.longestText());
    const TransformerModel& transformer = *model.parts().model;
    withTorchErrors("next tokens", [&] {
        const at::NoGradGuard noGrad;
        const TokenBatch batch = padLeft({next.ids}, 0, transformer.device());
        const at::Tensor hidden = lastHidden(transformer, batch, context).squeeze(0); // [T,d]
        const std::int64_t tokens = hidden.size(0);
        forEachLogits(transformer, hidden, tokens - 1, tokens, context,
                      [&next](std::int64_t, const at::Tensor& logits) {
                          const at::Tensor row = logits[0].cpu().contiguous(); // [V]
                          const auto* data = row.const_data_ptr<float>();
                          next.logits.assign(data, data + row.size(0));
                      });
    });
    next.logSumExp = logSumExpOf(next.logits);
    return next;
}

} // namespace neurograft
