// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_model.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/train/packing.h"
#include "core/engine/train/trainer.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

ModelConfig tinyConfig()
{
    ModelConfig config = demoModelConfig(DemoRole::Student);
    config.layers = 2;
    config.hiddenSize = 16;
    config.intermediateSize = 24;
    config.headDim = 8;
    config.heads = 2;
    config.kvHeads = 2;
    config.vocabSize = 12;
    return config;
}

/// A tiny model that learns to count modulo 11.
struct Learner {
    std::map<std::string, at::Tensor> weights = initialWeights(tinyConfig(), 7, 0);
    std::shared_ptr<TransformerModel> model = TransformerModel::fromWeights(tinyConfig(), weights);

    std::vector<Parameter> parameters() const
    {
        std::vector<Parameter> all;
        for (const auto& [name, weight] : weights) {
            all.push_back({name, weight, weight.dim() == 2});
        }
        return all;
    }
    at::Tensor lossAt(std::int64_t step) const
    {
        std::int32_t start = static_cast<std::int32_t>(step % 11);
        const TrainingBatch batch = packTexts(
            [&start]() -> std::optional<TokenText> {
                TokenText text;
                for (std::int32_t i = 0; i < 6; ++i) {
                    text.ids.push_back((start + i) % 11);
                }
                start += 3;
                return text;
            },
            {4, 13, 1.0, 11});
        return tokenLoss(packedLogits(*model, batch), batch);
    }
    Trainer::LossAt loss() const
    {
        return [this](std::int64_t step) { return lossAt(step); };
    }
};

TrainerOptions options(std::int64_t steps)
{
    TrainerOptions made;
    made.schedule = {1e-2, steps, 5, Decay::Cosine, 0.1};
    made.logEvery = 0;
    return made;
}

bool areIdentical(const Learner& a, const Learner& b)
{
    for (const auto& [name, weight] : a.weights) {
        if (!weight.equal(b.weights.at(name))) {
            return false;
        }
    }
    return true;
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lossFalls();
    void gradientsEqualFiniteDifferences();
    void continuedRunIsBitIdentical();
    void cancelKeepsTheStateAndReportsProgress();
    void clippingLimitsTheUpdate();
    void foreignStateIsRefused();
    void infiniteLossStops();
    void reportsAndValidationSurviveARestore();
    void overflowIsPassedOverWithAScaledLoss();
};

void TestTrainer::lossFalls()
{
    Learner learner;
    LossMeter meter;
    Trainer trainer(learner.parameters(), options(120));
    trainer.run(learner.loss(), 120, [&meter](const StepReport& report) { meter.add(report); }, {});
    QVERIFY(std::abs(meter.reports().front().loss - std::log(12.0)) < 0.5);
    QVERIFY2(meter.recentLoss(10) < 0.3, qPrintable(QString::number(meter.recentLoss(10))));
    QCOMPARE(meter.reports().size(), std::size_t{120});
}

void TestTrainer::gradientsEqualFiniteDifferences()
{
    Learner learner;
    learner.lossAt(0).backward();
    const at::NoGradGuard noGrad;
    for (auto& [name, weight] : learner.weights) {
        const std::int64_t last = weight.numel() - 1;
        float* values = weight.mutable_data_ptr<float>();
        const double gradient = weight.grad().const_data_ptr<float>()[last];
        const float kept = values[last];
        const float epsilon = 1e-2F;
        values[last] = kept + epsilon;
        const double above = learner.lossAt(0).item<double>();
        values[last] = kept - epsilon;
        const double below = learner.lossAt(0).item<double>();
        values[last] = kept;
        const double slope = (above - below) / (2.0 * static_cast<double>(epsilon));
        QVERIFY2(std::abs(slope - gradient) < 2e-4 + 0.02 * std::abs(gradient), name.c_str());
    }
}

void TestTrainer::continuedRunIsBitIdentical()
{
    QTemporaryDir folder;
    const std::filesystem::path state = folder.filePath("run.state").toStdString();
    Learner straight;
    Trainer whole(straight.parameters(), options(20));
    whole.run(straight.loss(), 20, {}, {});

    Learner first;
    Trainer begun(first.parameters(), options(20));
    begun.run(first.loss(), 9, {}, {});
    QVERIFY(!areIdentical(straight, first));
    begun.save(state);
    Learner second;
    Trainer continued(second.parameters(), options(20));
    continued.restore(state);
    QCOMPARE(continued.step(), std::int64_t{9});
    continued.run(second.loss(), 20, {}, {});
    QVERIFY(areIdentical(straight, second));
}

void TestTrainer::cancelKeepsTheStateAndReportsProgress()
{
    QTemporaryDir folder;
    TrainerOptions made = options(50);
    made.checkpoint = folder.filePath("run.state").toStdString();
    std::int64_t seen = -1;
    RunContext context;
    context.onProgress = [&seen](const Progress& progress) {
        seen = progress.done;
        QCOMPARE(progress.total, std::int64_t{50});
    };
    context.isStopRequested = [&seen] { return seen >= 4; };
    Learner learner;
    Trainer trainer(learner.parameters(), made);
    QVERIFY_EXCEPTION_THROWN(trainer.run(learner.loss(), 50, {}, context), Canceled);
    Learner other;
    Trainer restored(other.parameters(), made);
    restored.restore(made.checkpoint);
    QCOMPARE(restored.step(), std::int64_t{4});
    QVERIFY(areIdentical(learner, other));
}

void TestTrainer::clippingLimitsTheUpdate()
{
    TrainerOptions made = options(1);
    made.clipNorm = 1e-3;
    Learner learner;
    Trainer trainer(learner.parameters(), made);
    double reported = 0.0;
    trainer.run(learner.loss(), 1,
                [&](const StepReport& report) { reported = report.gradientNorm; }, {});
    QVERIFY(reported > 1e-3); // the norm before clipping
    double squares = 0.0;
    for (const auto& [name, weight] : learner.weights) {
        squares += weight.grad().square().sum().item<double>();
    }
    QVERIFY(std::abs(std::sqrt(squares) - 1e-3) < 1e-6);
}

void TestTrainer::foreignStateIsRefused()
{
    QTemporaryDir folder;
    const std::filesystem::path state = folder.filePath("run.state").toStdString();
    const Parameter one{"a", at::tensor({1.0, 2.0}, at::kFloat).set_requires_grad(true)};
    const Parameter wider{"a", at::tensor({1.0}, at::kFloat).set_requires_grad(true)};
    const Parameter renamed{"b", at::tensor({1.0, 2.0}, at::kFloat).set_requires_grad(true)};
    Trainer({one}, options(1)).save(state);
    QVERIFY_EXCEPTION_THROWN(Trainer({wider}, options(1)).restore(state), FormatError);
    QVERIFY_EXCEPTION_THROWN(Trainer({renamed}, options(1)).restore(state), FormatError);
    TrainerOptions otherSeed = options(1);
    otherSeed.identity = "seed 43";
    QVERIFY_EXCEPTION_THROWN(Trainer({one}, otherSeed).restore(state), StudyError);
}

void TestTrainer::infiniteLossStops()
{
    const Parameter one{"a", at::tensor({1.0}, at::kFloat).set_requires_grad(true)};
    Trainer trainer({one}, options(3));
    const auto loss = [&one](std::int64_t) {
        return one.value.sum().mul(std::numeric_limits<double>::infinity());
    };
    QVERIFY_EXCEPTION_THROWN(trainer.run(loss, 3, {}, {}), DomainError);
}

void TestTrainer::reportsAndValidationSurviveARestore()
{
    QTemporaryDir folder;
    TrainerOptions made = options(6);
    made.validateEvery = 4;
    int asked = 0;
    made.validate = [&asked] { return 10.0 + ++asked; };
    Learner first;
    Trainer begun(first.parameters(), made);
    begun.run(first.loss(), 5, {}, {});
    const std::filesystem::path state = folder.filePath("run.state").toStdString();
    begun.save(state);
    Learner second;
    Trainer continued(second.parameters(), made);
    continued.restore(state);
    continued.run(second.loss(), 6, {}, {});
    const std::vector<StepReport>& reports = continued.reports();
    QCOMPARE(reports.size(), std::size_t{6});
    QCOMPARE(reports[2].loss, begun.reports()[2].loss);
    QVERIFY(std::isnan(reports[2].validationLoss));
    QCOMPARE(reports[3].validationLoss, 11.0); // every fourth
    QCOMPARE(reports[4].validationLoss, 12.0); // the last of the first run
    QCOMPARE(reports[5].validationLoss, 13.0);
}

/// One gradient that overflows: nothing moves, the factor is halved, and both are kept.
void TestTrainer::overflowIsPassedOverWithAScaledLoss()
{
    QTemporaryDir folder;
    TrainerOptions made = options(3);
    made.scalesLoss = true;
    const at::Tensor value = at::tensor({1.0}, at::kFloat).set_requires_grad(true);
    std::vector<double> factors;
    const Trainer::GradientsAt gradients = [&](std::int64_t step, double factor) {
        factors.push_back(factor);
        const double gradient = step == 1 ? std::numeric_limits<double>::infinity() : 0.5 * factor;
        at::Tensor leaf = value;
        leaf.mutable_grad() = at::tensor({gradient}, at::kFloat);
        return StepLoss{1.0, 0.0};
    };
    Trainer trainer({{"w", value, false}}, made);
    trainer.run(gradients, 1, {}, {});
    QCOMPARE(trainer.reports()[0].gradientNorm, 0.5); // of the unscaled gradient
    const float after = value.item<float>();
    QVERIFY(after < 1.0F);
    trainer.run(gradients, 2, {}, {});
    QCOMPARE(value.item<float>(), after);
    const std::filesystem::path state = folder.filePath("run.state").toStdString();
    trainer.save(state);
    Trainer continued({{"w", value, false}}, made);
    continued.restore(state);
    continued.run(gradients, 3, {}, {});
    QCOMPARE(factors, (std::vector<double>{65536.0, 65536.0, 32768.0}));
    QVERIFY(value.item<float>() < after);
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
