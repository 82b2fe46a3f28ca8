// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/evaluate/choice_scoring.h"

#include "core/engine/model/interruptible_pass.h"
#include "core/evaluate/choice_answers.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <map>
#include <utility>

namespace neurograft {

namespace {

using Ids = std::vector<std::int32_t>;

/// Tokens all prompts of @p rows begin with; at least one of each is left over.
std::int64_t commonTokens(const std::vector<Ids>& prompts, const RowBatch& rows)
{
    const Ids& first = prompts[rows.front()];
    std::size_t common = first.size() - 1;
    for (const std::size_t row : rows) {
        const Ids& other = prompts[row];
        common = std::min(common, other.size() - 1);
        common = static_cast<std::size_t>(
            std::mismatch(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(common),
                          other.begin())
                .first
            - first.begin());
    }
    return static_cast<std::int64_t>(common);
}

void append(const std::vector<RowBatch>& batches, std::int64_t sharedTokens,
            std::vector<PromptBatch>& plan)
{
    for (const RowBatch& rows : batches) {
        plan.push_back({rows, sharedTokens});
    }
}

} // namespace

std::vector<std::int32_t> choiceTokens(const Tokenizer& tokenizer, const std::string& where)
{
    std::vector<std::int32_t> tokens;
    for (const char letter : kChoiceLetters) {
        const Encoding encoded = tokenizer.encode(std::string(" ") + letter, false);
        if (encoded.ids.empty()
            || std::find(tokens.begin(), tokens.end(), encoded.ids.back()) != tokens.end()) {
            throw StudyError(where,
                             "a tokenizer whose \" A\", \" B\", \" C\", \" D\" end in four "
                             "different tokens",
                             "the same for two of them",
                             "Choices cannot be told apart by one token.");
        }
        tokens.push_back(encoded.ids.back());
    }
    return tokens;
}

std::vector<PromptBatch> planChoiceBatches(const std::vector<Ids>& prompts,
                                           const std::vector<std::string>& groups,
                                           std::int64_t batch, bool canShare)
{
    std::vector<std::int64_t> lengths;
    std::map<std::string, RowBatch> byGroup;
    for (std::size_t row = 0; row < prompts.size(); ++row) {
        lengths.push_back(static_cast<std::int64_t>(prompts[row].size()));
        byGroup[groups[row]].push_back(row);
    }
    std::vector<PromptBatch> plan;
    RowBatch others;
    for (const auto& [group, rows] : byGroup) {
        const std::int64_t common = canShare ? commonTokens(prompts, rows) : 0;
        if (common * (static_cast<std::int64_t>(rows.size()) - 1) >= kWorthSharing) {
            append(batchesByLength(lengths, rows, batch), common, plan);
        } else {
            others.insert(others.end(), rows.begin(), rows.end());
        }
    }
    append(batchesByLength(lengths, std::move(others), batch), 0, plan);
    return plan;
}

ChoiceScorer::ChoiceScorer(const TransformerModel& model, const std::vector<Ids>& prompts,
                           std::vector<std::int32_t> choices)
    : m_model(model), m_prompts(prompts), m_choices(std::move(choices))
{
}

std::vector<ChoiceScore> ChoiceScorer::score(const PromptBatch& batch, const RunContext& context)
{
    const c10::InferenceMode inference;
    const at::Tensor logits = lastLogits(batch, context); // [B,V] float32
    const std::vector<std::int64_t> columns(m_choices.begin(), m_choices.end());
    const at::Tensor chosen =
        logits.index_select(1, at::tensor(columns, at::kLong).to(logits.device())); // [B,4]
    const at::Tensor logprobs =
        (chosen.to(at::kDouble) - at::logsumexp(logits.to(at::kDouble), {1}, true)).cpu();
    const at::Tensor values = chosen.cpu().contiguous();
    if (!at::isfinite(logprobs).all().item<bool>()) {
        throw DomainError("logits of choices", "finite values",
                          "NaN or infinity, though all weights are finite",
                          "The compute type overflowed: try --dtype float32.");
    }
    const at::Tensor logs = logprobs.contiguous();
    const std::size_t width = m_choices.size();
    std::vector<ChoiceScore> scores(batch.rows.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const float* row = values.const_data_ptr<float>() + i * width;
        const double* logRow = logs.const_data_ptr<double>() + i * width;
        scores[i].logits.assign(row, row + width);
        scores[i].logprobs.assign(logRow, logRow + width);
    }
    return scores;
}

at::Tensor ChoiceScorer::lastLogits(const PromptBatch& batch, const RunContext& context)
{
    std::vector<Ids> rest;
    for (const std::size_t row : batch.rows) {
        const Ids& prompt = m_prompts[row];
        rest.emplace_back(prompt.begin() + static_cast<std::ptrdiff_t>(batch.sharedTokens),
                          prompt.end());
    }
    KvCache cache(m_model.config().layers);
    if (batch.sharedTokens > 0) {
        const Ids& first = m_prompts[batch.rows.front()];
        const Ids shared(first.begin(),
                         first.begin() + static_cast<std::ptrdiff_t>(batch.sharedTokens));
        cache = beginning(shared, context);
        cache.selectRows(std::vector<std::int64_t>(rest.size(), 0)); // copies
    }
    return interruptibleLastLogits(m_model, padLeft(rest, 0, m_model.device()), cache, context);
}

const KvCache& ChoiceScorer::beginning(const Ids& ids, const RunContext& context)
{
    if (!m_shared || m_sharedIds != ids) {
        m_shared.reset();
        KvCache cache(m_model.config().layers);
        interruptiblePrefill(m_model, padLeft({ids}, 0, m_model.device()), cache, context);
        m_shared = std::move(cache);
        m_sharedIds = ids;
    }
    return *m_shared;
}

} // namespace neurograft
