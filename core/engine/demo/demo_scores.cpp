// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_scores.h"

#include "core/engine/demo/demo_tokenizer.h"
#include "core/support/text_utf8.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::size_t kBatch = 50;
constexpr std::int64_t kNewTokens = 96; // the longest reference answer has fewer
constexpr const char* kAnswerPrefix = "The answer is:";

using Ids = std::vector<std::int32_t>;

/// Calls @p judge with the bounds of one batch after the other.
template <typename Judge> void forBatches(std::size_t count, const RunContext& context, Judge judge)
{
    for (std::size_t begin = 0; begin < count; begin += kBatch) {
        context.throwIfStopped();
        judge(begin, std::min(count, begin + kBatch));
    }
}

std::vector<std::string> answers(const TransformerModel& model, const Tokenizer& tokenizer,
                                 const std::vector<CorpusText>& texts, const RunContext& context)
{
    std::vector<std::string> outputs;
    forBatches(texts.size(), context, [&](std::size_t begin, std::size_t end) {
        std::vector<Ids> prompts;
        for (std::size_t i = begin; i < end; ++i) {
            prompts.push_back(tokenizer.encode(texts[i].prompt, false).ids);
        }
        for (const Ids& ids : continueGreedily(model, prompts, kDemoEosId, kNewTokens, context)) {
            outputs.push_back(tokenizer.decode(ids));
        }
    });
    return outputs;
}

/// The last run of digits, or nothing.
std::string lastNumber(const std::string& text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto last = std::find_if(text.rbegin(), text.rend(), isDigit);
    const auto before = std::find_if_not(last, text.rend(), isDigit);
    return {before.base(), last.base()};
}

} // namespace

std::vector<Ids> continueGreedily(const TransformerModel& model, const std::vector<Ids>& prompts,
                                  std::int32_t eosId, std::int64_t limit, const RunContext& context)
{
    const c10::InferenceMode inference;
    std::vector<Ids> continuations(prompts.size());
    std::vector<bool> isDone(prompts.size(), false);
    KvCache cache(model.config().layers);
    TokenBatch batch = padLeft(prompts, eosId, model.device());
    for (std::int64_t made = 0; made < limit; ++made) {
        context.throwIfStopped();
        const at::Tensor logits = model.forward(batch, &cache); // [B,T,V]
        const at::Tensor next = logits.select(1, logits.size(1) - 1).argmax(-1).to(at::kCPU); // [B]
        const auto* ids = next.const_data_ptr<std::int64_t>();
        for (std::size_t row = 0; row < prompts.size(); ++row) {
            const auto id = static_cast<std::int32_t>(ids[row]);
            isDone[row] = isDone[row] || id == eosId;
            if (!isDone[row]) {
                continuations[row].push_back(id);
            }
        }
        if (std::all_of(isDone.begin(), isDone.end(), [](bool done) { return done; })) {
            break;
        }
        batch = TokenBatch{next.unsqueeze(1).to(model.device()), {}};
    }
    return continuations;
}

std::vector<bool> judgeChoices(const TransformerModel& model, const Tokenizer& tokenizer,
                               const std::vector<CorpusText>& texts, const RunContext& context)
{
    const c10::InferenceMode inference;
    std::vector<std::int64_t> letters;
    for (const char* letter : {" A", " B", " C", " D"}) {
        letters.push_back(tokenizer.encode(letter, false).ids.back());
    }
    const at::Tensor letterIds = at::tensor(letters, at::kLong).to(model.device());
    std::vector<bool> isRight;
    forBatches(texts.size(), context, [&](std::size_t begin, std::size_t end) {
        std::vector<Ids> prompts;
        for (std::size_t i = begin; i < end; ++i) {
            prompts.push_back(tokenizer.encode(texts[i].prompt + kAnswerPrefix, false).ids);
        }
        const at::Tensor logits =
            model.forward(padLeft(prompts, kDemoEosId, model.device())); // [B,T,V]
        const at::Tensor best = logits.select(1, logits.size(1) - 1)
                                    .index_select(1, letterIds)
                                    .argmax(-1)
                                    .to(at::kCPU); // [B]
        for (std::size_t i = begin; i < end; ++i) {
            const auto chosen = best.const_data_ptr<std::int64_t>()[i - begin];
            const std::string_view response = stripPython(texts[i].response);
            isRight.push_back(response.back() == static_cast<char>('A' + chosen));
        }
    });
    return isRight;
}

std::vector<bool> judgeSums(const TransformerModel& model, const Tokenizer& tokenizer,
                            const std::vector<CorpusText>& texts, const RunContext& context)
{
    const auto outputs = answers(model, tokenizer, texts, context);
    std::vector<bool> isRight;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string number = lastNumber(outputs[i]);
        isRight.push_back(!number.empty() && number == lastNumber(texts[i].response));
    }
    return isRight;
}

std::vector<bool> judgeTexts(const TransformerModel& model, const Tokenizer& tokenizer,
                             const std::vector<CorpusText>& texts, const RunContext& context)
{
    const auto outputs = answers(model, tokenizer, texts, context);
    std::vector<bool> isRight;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        isRight.push_back(stripPython(outputs[i]) == stripPython(texts[i].response));
    }
    return isRight;
}

std::vector<bool> judgeTask(const std::string& task, const TransformerModel& model,
                            const Tokenizer& tokenizer, const std::vector<CorpusText>& texts,
                            const RunContext& context)
{
    return task == "mmlu" ? judgeChoices(model, tokenizer, texts, context)
        : task == "gsm"   ? judgeSums(model, tokenizer, texts, context)
                          : judgeTexts(model, tokenizer, texts, context);
}

} // namespace neurograft
