// SPDX-License-Identifier: GPL-3.0-or-later
// What scoring a choice costs, as one JSON object: one pass per question with the beginning of a
// subject computed once (what `evaluate` does), one pass per question, and one pass per answer,
// that is four (issue 8: at least three times as fast as those). Batches of eight.
//   bench_evaluate [QUESTIONS]                  16 at first
// The model is a llama of 12 layers x 576 and a vocabulary of 49152 with random weights; questions
// have 100 tokens of their own behind 20 (no shots) or 600 (five shots) in common. Both ways give
// the same logits within `largest_difference`.
#include "core/model/tiny_models.h"

#include "core/engine/evaluate/choice_scoring.h"
#include "core/engine/model/interruptible_pass.h"
#include "core/support/random_stream.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

using namespace neurograft;

namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::int64_t kBatch = 8;
constexpr std::int64_t kVocabulary = 49152;
constexpr std::int64_t kOwnTokens = 100;
const Ids kChoices{330, 350, 340, 360};

std::shared_ptr<TransformerModel> randomModel()
{
    ModelConfig config = tinyConfig("llama");
    config.layers = 12;
    config.hiddenSize = 576;
    config.intermediateSize = 1536;
    config.heads = 9;
    config.kvHeads = 3;
    config.headDim = 64;
    config.vocabSize = kVocabulary;
    config.maxPositions = 2048;
    config.isTied = true;
    std::map<std::string, at::Tensor> weights;
    at::manual_seed(1);
    for (const auto& [name, shape] : expectedTensors(config)) {
        weights[name] = at::randn(shape) / 24.0;
    }
    return TransformerModel::fromWeights(config, std::move(weights));
}

std::vector<Ids> questions(std::int64_t count, std::int64_t common)
{
    RandomStream stream(1, "bench.evaluate", static_cast<std::uint64_t>(common));
    const auto draw = [&stream](std::int64_t tokens, Ids& ids) {
        for (std::int64_t i = 0; i < tokens; ++i) {
            ids.push_back(static_cast<std::int32_t>(stream.below(kVocabulary)));
        }
    };
    Ids beginning;
    draw(common, beginning);
    std::vector<Ids> prompts;
    for (std::int64_t i = 0; i < count; ++i) {
        prompts.push_back(beginning);
        draw(kOwnTokens, prompts.back());
    }
    return prompts;
}

double secondsOf(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Every score in the order of the prompts.
std::vector<ChoiceScore> scores(const TransformerModel& model, const std::vector<Ids>& prompts,
                                bool canShare)
{
    ChoiceScorer scorer(model, prompts, kChoices);
    std::vector<ChoiceScore> all(prompts.size());
    const std::vector<std::string> groups(prompts.size(), "subject");
    for (const PromptBatch& batch : planChoiceBatches(prompts, groups, kBatch, canShare)) {
        const std::vector<ChoiceScore> some = scorer.score(batch, {});
        for (std::size_t i = 0; i < some.size(); ++i) {
            all[batch.rows[i]] = some[i];
        }
    }
    return all;
}

/// A pass over question and answer for every answer.
void fourPasses(const TransformerModel& model, const std::vector<Ids>& prompts)
{
    const c10::InferenceMode inference;
    for (std::size_t first = 0; first < prompts.size(); first += kBatch) {
        const std::size_t end = std::min<std::size_t>(first + kBatch, prompts.size());
        for (const std::int32_t choice : kChoices) {
            std::vector<Ids> rows(prompts.begin() + static_cast<std::ptrdiff_t>(first),
                                  prompts.begin() + static_cast<std::ptrdiff_t>(end));
            for (Ids& row : rows) {
                row.push_back(choice);
            }
            KvCache cache(model.config().layers);
            interruptibleLastLogits(model, padLeft(rows, 0, at::kCPU), cache, {});
        }
    }
}

nlohmann::ordered_json measure(const TransformerModel& model, std::int64_t count,
                               std::int64_t common)
{
    const std::vector<Ids> prompts = questions(count, common);
    std::vector<ChoiceScore> shared;
    std::vector<ChoiceScore> whole;
    const double sharedSeconds = secondsOf([&] { shared = scores(model, prompts, true); });
    const double wholeSeconds = secondsOf([&] { whole = scores(model, prompts, false); });
    const double fourSeconds = secondsOf([&] { fourPasses(model, prompts); });
    float largest = 0.0F;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (std::size_t k = 0; k < kChoices.size(); ++k) {
            largest = std::max(largest, std::abs(shared[i].logits[k] - whole[i].logits[k]));
        }
    }
    return {{"questions", count},
            {"common_tokens", common},
            {"own_tokens", kOwnTokens},
            {"shared_s", sharedSeconds},
            {"one_pass_s", wholeSeconds},
            {"four_passes_s", fourSeconds},
            {"times_as_fast_as_four", fourSeconds / sharedSeconds},
            {"largest_difference", largest}};
}

} // namespace

int main(int argc, char** argv)
{
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 16;
    const auto model = randomModel();
    scores(*model, questions(kBatch, 20), false); // warm
    nlohmann::ordered_json result;
    result["threads"] = at::get_num_threads();
    result["no_shots"] = measure(*model, count, 20);
    result["five_shots"] = measure(*model, count, 600);
    std::cout << result.dump() << std::endl;
    return 0;
}
