// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_training.h"

#include "core/engine/demo/demo_model.h"
#include "core/engine/demo/demo_tokenizer.h"
#include "core/engine/model/transformer_model.h"

namespace neurograft {

namespace {

constexpr std::int64_t kTextsPerStep = 1000; // more than fit into any batch

TrainerOptions trainerOptions(const DemoTraining& training, DemoRole role)
{
    TrainerOptions options;
    options.schedule = {training.peakRate, training.steps, training.warmupSteps, Decay::Cosine,
                        0.02};
    options.optimizer.beta2 = 0.98;
    options.optimizer.weightDecay = 0.05;
    options.checkpoint = training.checkpoint;
    options.checkpointEvery = training.checkpointEvery;
    options.identity = "seed " + std::to_string(training.seed) + ", "
        + std::to_string(training.steps) + " steps, peak rate " + std::to_string(training.peakRate);
    options.phase = role == DemoRole::Teacher ? "training the teacher" : "training the student";
    return options;
}

} // namespace

TokenText encodeText(const Tokenizer& tokenizer, const CorpusText& text)
{
    TokenText encoded;
    encoded.ids = tokenizer.encode(text.prompt, false).ids;
    encoded.responseStart = static_cast<std::int64_t>(encoded.ids.size());
    const auto response = tokenizer.encode(text.response, false).ids;
    encoded.ids.insert(encoded.ids.end(), response.begin(), response.end());
    encoded.ids.push_back(kDemoEosId);
    encoded.responseWeight = text.weight;
    return encoded;
}

TrainingBatch demoBatch(const DemoWorld& world, DemoRole role, const Tokenizer& tokenizer,
                        const PackingOptions& packing, std::int64_t step)
{
    auto index = static_cast<std::uint64_t>(step * kTextsPerStep);
    const auto next = [&]() -> std::optional<TokenText> {
        return encodeText(tokenizer, corpusText(world, role, index++));
    };
    return packTexts(next, packing);
}

std::map<std::string, at::Tensor> trainDemoModel(const DemoWorld& world, DemoRole role,
                                                 const Tokenizer& tokenizer,
                                                 const DemoTraining& training,
                                                 const Trainer::OnStep& onStep,
                                                 const RunContext& context)
{
    const ModelConfig config = demoModelConfig(role);
    const auto weights = initialWeights(config, training.seed, static_cast<std::uint64_t>(role));
    const auto model = TransformerModel::fromWeights(config, weights);
    std::vector<Parameter> parameters;
    for (const auto& [name, weight] : weights) {
        parameters.push_back({name, weight, weight.dim() == 2});
    }
    Trainer trainer(std::move(parameters), trainerOptions(training, role));
    if (!training.checkpoint.empty() && std::filesystem::exists(training.checkpoint)) {
        trainer.restore(training.checkpoint);
    }
    const auto lossAt = [&](std::int64_t step) {
        const TrainingBatch batch = demoBatch(world, role, tokenizer, training.packing, step);
        return tokenLoss(packedLogits(*model, batch), batch);
    };
    trainer.run(lossAt, training.lastStep > 0 ? training.lastStep : training.steps, onStep,
                context);
    return weights;
}

} // namespace neurograft
