// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/train_demo.h"

#include "core/data/dataset.h"
#include "core/engine/demo/demo_model.h"
#include "core/engine/demo/demo_scores.h"
#include "core/engine/demo/demo_splits.h"
#include "core/engine/demo/demo_tokenizer.h"
#include "core/engine/demo/demo_training.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/error.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> kTasks{"mmlu", "gsm", "humaneval", "mbpp"};
constexpr std::size_t kLossWindow = 100;

const char* folderName(DemoRole role)
{
    return role == DemoRole::Teacher ? "teacher" : "student";
}

/// Trains one model of the pair into its folder; gives the mean loss at the end.
double trainInto(const TrainDemoOptions& options, const DemoWorld& world, DemoRole role,
                 const RunContext& context)
{
    const fs::path folder = options.out / folderName(role);
    const fs::path state = options.out / (std::string(folderName(role)) + ".state");
    fs::create_directories(folder);
    writeDemoTokenizer(demoVocabulary(world), folder, true);
    const auto tokenizer = openTokenizer(folder);

    DemoTraining training;
    training.seed = options.seed;
    training.steps = role == DemoRole::Teacher ? options.teacherSteps : options.studentSteps;
    training.lastStep = options.stepsLimit;
    training.checkpoint = state;
    LossMeter meter;
    const auto weights = trainDemoModel(
        world, role, *tokenizer, training,
        [&meter](const StepReport& report) { meter.add(report); }, context);
    writeDemoModel(folder, demoModelConfig(role), weights, true);
    fs::remove(state);
    return meter.recentLoss(kLossWindow);
}

std::vector<CorpusText> readTexts(const fs::path& file, std::int64_t limit)
{
    RowSelection selection;
    selection.limit = limit;
    std::vector<CorpusText> texts;
    for (const ExampleRow& row : readDataset(file, selection).rows) {
        texts.push_back({row.prompt, row.response});
    }
    return texts;
}

bool hasWeights(const TrainDemoOptions& options, DemoRole role)
{
    return fs::exists(options.out / folderName(role) / "model.safetensors");
}

/// Whether an earlier call with these options got as far as the student.
bool keepsTeacher(const TrainDemoOptions& options)
{
    return hasWeights(options, DemoRole::Teacher)
        && (fs::exists(options.out / "student.state")
            || (!options.overwrite && !hasWeights(options, DemoRole::Student)));
}

} // namespace

TrainDemoOutcome trainDemo(const TrainDemoOptions& options, const RunContext& context)
{
    const auto start = std::chrono::steady_clock::now();
    if (!options.overwrite && hasWeights(options, DemoRole::Student)) {
        throw StudyError(options.out.string(), "a folder without a trained pair", "an existing one",
                         "Choose another folder or ask for it to be replaced (--force).");
    }
    if (options.threads > 0) {
        at::set_num_threads(options.threads);
    }
    const DemoWorld world = makeDemoWorld(options.seed);
    writeDemoData(makeDemoData(world), options.out / "data", true);
    TrainDemoOutcome outcome;
    if (!keepsTeacher(options)) {
        outcome.teacherLoss = trainInto(options, world, DemoRole::Teacher, context);
    }
    outcome.studentLoss = trainInto(options, world, DemoRole::Student, context);
    outcome.scores = scoreDemo(options.out, options.scoreLimit, context);
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return outcome;
}

std::vector<DemoTaskScore> scoreDemo(const fs::path& folder, std::int64_t limit,
                                     const RunContext& context)
{
    const auto tokenizer = openTokenizer(folder / "teacher");
    const auto teacher = TransformerModel::load(folder / "teacher", {});
    const auto student = TransformerModel::load(folder / "student", {});
    std::vector<DemoTaskScore> scores;
    for (const std::string task : kTasks) {
        const auto texts = readTexts(folder / "data" / task / "test.jsonl", limit);
        const auto countRight = [&](const TransformerModel& model) {
            const auto isRight = judgeTask(task, model, *tokenizer, texts, context);
            return static_cast<std::int64_t>(std::count(isRight.begin(), isRight.end(), true));
        };
        context.checkpoint({"scoring " + task, 1, 1, static_cast<std::int64_t>(scores.size()),
                            static_cast<std::int64_t>(kTasks.size()), "tasks"});
        scores.push_back({task, static_cast<std::int64_t>(texts.size()), countRight(*teacher),
                          countRight(*student)});
    }
    return scores;
}

} // namespace neurograft
