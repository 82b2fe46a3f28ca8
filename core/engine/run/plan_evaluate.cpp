// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/evaluate_inputs.h"
#include "core/engine/run/job_support.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/run_evaluate.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace neurograft {

namespace {

/// One token a step reads all weights: memory bounds it, not arithmetic.
constexpr double kHostBytesPerSecond = 8e9;
constexpr double kDeviceBytesPerSecond = 1e12;

struct BatchSizes {
    double passes = 0.0; ///< through the model, one token at a time
    double promptTokens = 0.0; ///< computed, shared ones once
    double longest = 0.0; ///< tokens of a batch at its end
    double rows = 0.0; ///< most rows of a batch
};

BatchSizes sizesOf(const EvaluateInputs& inputs, std::int64_t newTokens)
{
    BatchSizes sizes;
    std::int64_t shared = 0;
    for (const PromptBatch& batch : inputs.batches()) {
        std::size_t longest = 0;
        for (const std::size_t row : batch.rows) {
            sizes.promptTokens += static_cast<double>(inputs.prompts[row].size())
                - static_cast<double>(batch.sharedTokens);
            longest = std::max(longest, inputs.prompts[row].size());
        }
        sizes.promptTokens +=
            batch.sharedTokens == shared ? 0.0 : static_cast<double>(batch.sharedTokens);
        shared = batch.sharedTokens;
        sizes.passes += static_cast<double>(newTokens);
        const auto rows = static_cast<double>(batch.rows.size());
        sizes.rows = std::max(sizes.rows, rows);
        sizes.longest = std::max(
            sizes.longest, rows * (static_cast<double>(longest) + static_cast<double>(newTokens)));
    }
    return sizes;
}

void addModel(const EvaluateInputs& inputs, EvaluatePlan& plan)
{
    const ModelConfig& config = inputs.checkpoint->config();
    const EvaluationProtocol& protocol = inputs.evaluation.protocol;
    const std::int64_t newTokens = protocol.isChoice() ? 0 : protocol.maxNewTokens;
    const BatchSizes sizes = sizesOf(inputs, newTokens);
    const auto parameters = static_cast<double>(inputs.checkpoint->parameterCount());
    const auto element = static_cast<double>(c10::elementSize(inputs.type));
    const bool isHost = inputs.device.is_cpu();
    const double weights = isHost ? static_cast<double>(inputs.checkpoint->byteCount())
                                  : parameters * element; // the CPU computes from the mapped file
    const double cache = 2.0 * static_cast<double>(config.layers * config.kvHeads * config.headDim)
        * sizes.longest * element;
    const double widths = 8.0 * static_cast<double>(config.hiddenSize)
        + 4.0 * static_cast<double>(config.intermediateSize);
    const double batch = sizes.longest * widths * element
        + 3.0 * sizes.rows * static_cast<double>(config.vocabSize) * 8.0;
    (isHost ? plan.hostBytes : plan.deviceBytes) += weights + cache + batch;
    plan.mostNewTokens = newTokens * plan.items;
    plan.flops = 2.0 * parameters * (sizes.promptTokens + static_cast<double>(plan.mostNewTokens));
    const double rate = isHost ? hostFlops() * kLayerEfficiency : kDeviceFlops;
    plan.secondsEstimate = plan.flops / rate
        + sizes.passes * weights / (isHost ? kHostBytesPerSecond : kDeviceBytesPerSecond);
}

} // namespace

EvaluatePlan planEvaluate(const EvaluateStudy& study)
{
    return withTorchErrors("evaluate", [&] {
        EvaluatePlan plan;
        const EvaluateInputs inputs = openEvaluateInputs(study, &plan.problems);
        const Evaluation& evaluation = inputs.evaluation;
        plan.protocol = evaluation.protocol.name;
        plan.promptTemplate = evaluation.protocol.promptTemplate.name();
        plan.items = static_cast<std::int64_t>(evaluation.items.size());
        for (const std::vector<std::int32_t>& prompt : inputs.prompts) {
            plan.promptTokens += static_cast<std::int64_t>(prompt.size());
        }
        if (!evaluation.items.empty()) {
            plan.firstPrompt = evaluation.items.front().prompt;
        }
        const bool isComplete = inputs.checkpoint && !inputs.prompts.empty()
            && inputs.prompts.size() == evaluation.items.size();
        if (isComplete) {
            addModel(inputs, plan);
        }
        const std::string problem =
            memoryProblem(plan.hostBytes, "A smaller --batch or another model needs less.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        return plan;
    });
}

} // namespace neurograft
