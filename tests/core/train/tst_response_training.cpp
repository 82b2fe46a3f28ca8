// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tiny_learner.h"

#include "core/engine/train/response_gradient.h"
#include "core/engine/train/response_training.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <limits>
#include <numeric>
#include <set>

using namespace neurograft;

namespace {

/// Five rows of different length.
std::vector<TokenizedRow> rows()
{
    return {tinyRow(0, 9, 4), tinyRow(1, 14, 13), tinyRow(2, 6, 1), tinyRow(3, 14, 2),
            tinyRow(4, 11, 7)};
}

struct Learner : TinyLearner {
    explicit Learner(double dropoutShare = 0.0)
        : TinyLearner(adapterTargets(tinyConfig("llama"),
                                     {"q_proj", "up_proj", "down_proj", "embed_tokens", "lm_head"}),
                      dropoutShare)
    {
    }
    ResponseTraining training(std::int64_t microBatch, bool recomputes) const
    {
        ResponseTrainingOptions options;
        options.batch = 5;
        options.microBatch = microBatch;
        options.recomputes = recomputes;
        return {model, rows(), options, dropout};
    }
};

} // namespace

/// Fine-tuning on responses: order, labels, loss and gradients against plain autograd.
class TstResponseTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEpochSeesEveryRowOnce()
    {
        const TrainingOrder order(10, 4, 42);
        QCOMPARE(order.stepsPerEpoch(), std::int64_t{3});
        std::vector<std::int64_t> first;
        for (std::int64_t step = 0; step < 3; ++step) {
            const auto some = order.rowsOf(step);
            first.insert(first.end(), some.begin(), some.end());
        }
        // The permutation of decisions.md D81.
        QCOMPARE(first, (std::vector<std::int64_t>{2, 6, 3, 9, 8, 4, 7, 0, 1, 5}));
        QCOMPARE(order.rowsOf(2).size(), std::size_t{2});
        std::set<std::int64_t> second;
        for (std::int64_t step = 3; step < 6; ++step) {
            for (const std::int64_t each : order.rowsOf(step)) {
                second.insert(each);
            }
        }
        QCOMPARE(second.size(), std::size_t{10});
        QVERIFY(order.rowsOf(3) != order.rowsOf(0));
        QCOMPARE(TrainingOrder(1000, 64, 42).steps(5.0), std::int64_t{80});
        QCOMPARE(TrainingOrder(1000, 64, 42).steps(0.1), std::int64_t{2});
        QVERIFY_EXCEPTION_THROWN(TrainingOrder(0, 64, 42), StudyError);
    }

    void labelsAreTheResponseOnly()
    {
        const TokenizedRow one = tinyRow(0, 5, 3);
        const TokenizedRow two = tinyRow(1, 3, 2);
        const LabelledBatch batch = labelledBatch({&one, &two}, false, 0, at::kCPU);
        QVERIFY(batch.places.equal(at::tensor({2, 3, 8}, at::kLong)));
        QVERIFY(batch.labels.equal(at::tensor({one.ids[3], one.ids[4], two.ids[2]}, at::kLong)));
        QCOMPARE(batch.rowOf, (std::vector<std::int64_t>{0, 0, 1}));
        QCOMPARE(labelledBatch({&one, &two}, true, 0, at::kCPU).labels.size(0), std::int64_t{6});
        QVERIFY(batch.tokens.mask.defined());
    }

    /// Mean cross-entropy over the labels of all rows, each row alone and unpadded.
    void gradientsEqualPlainAutograd_data()
    {
        QTest::addColumn<int>("microBatch");
        QTest::addColumn<bool>("recomputes");
        for (const bool recomputes : {false, true}) {
            for (const int size : {1, 2, 5}) {
                QTest::addRow("%d rows together, %s", size, recomputes ? "layers again" : "graph")
                    << size << recomputes;
            }
        }
    }
    void gradientsEqualPlainAutograd()
    {
        QFETCH(int, microBatch);
        QFETCH(bool, recomputes);
        const Learner plain;
        at::Tensor sum = at::full({}, 0.0);
        std::int64_t labels = 0;
        for (const TokenizedRow& each : rows()) {
            const at::Tensor ids =
                at::tensor(std::vector<std::int64_t>(each.ids.begin(), each.ids.end()), at::kLong);
            const std::int64_t count = ids.size(0) - each.responseStart;
            const at::Tensor logits = plain.model->forward({ids.unsqueeze(0), {}})[0];
            sum = sum
                + at::cross_entropy_loss(logits.narrow(0, each.responseStart - 1, count),
                                         ids.narrow(0, each.responseStart, count), {},
                                         at::Reduction::Sum);
            labels += count;
        }
        const at::Tensor loss = sum / static_cast<double>(labels);
        loss.backward();

        const Learner learner;
        const StepLoss found = learner.training(microBatch, recomputes).addGradients(0, 1.0, {});
        QVERIFY(std::abs(found.loss - loss.item<double>()) < 1e-5);
        const double error = largestShare(learner.gradients(), plain.gradients());
        QVERIFY2(error < 1e-4, qPrintable(QString::number(error)));
        const double mean = meanResponseLoss(*learner.model, rows(), {}, {});
        QVERIFY(std::abs(mean - loss.item<double>()) < 1e-5);
    }

    /// Masks of dropout are the same when a layer is computed again.
    void dropoutRepeatsWhenLayersAreComputedAgain()
    {
        const Learner graph(0.3), again(0.3), without;
        const StepLoss one = graph.training(2, false).addGradients(4, 1.0, {});
        const StepLoss two = again.training(2, true).addGradients(4, 1.0, {});
        without.training(2, false).addGradients(4, 1.0, {});
        QVERIFY(std::abs(one.loss - two.loss) < 1e-5);
        QVERIFY(largestShare(again.gradients(), graph.gradients()) < 1e-4);
        QVERIFY(largestShare(graph.gradients(), without.gradients()) > 1e-2);
    }

    /// Rows keep their masks however they are grouped, padded and cut into chunks.
    void dropoutDoesNotDependOnTheBatch()
    {
        const Learner alone(0.3), together(0.3), other(0.3);
        const StepLoss one = alone.training(1, false).addGradients(4, 1.0, {});
        const StepLoss two = together.training(5, false).addGradients(4, 1.0, {});
        other.training(5, false).addGradients(5, 1.0, {});
        QVERIFY(std::abs(one.loss - two.loss) < 1e-5);
        QVERIFY(largestShare(alone.gradients(), together.gradients()) < 1e-4);
        QVERIFY(largestShare(other.gradients(), together.gradients()) > 1e-2);
    }

    void lossScaleScalesTheGradientsOnly()
    {
        const Learner plain, scaled;
        const StepLoss one = plain.training(3, false).addGradients(0, 1.0, {});
        const StepLoss two = scaled.training(3, false).addGradients(0, 1024.0, {});
        QCOMPARE(one.loss, two.loss);
        std::vector<at::Tensor> divided;
        for (const at::Tensor& gradient : scaled.gradients()) {
            divided.push_back(gradient / 1024.0);
        }
        QVERIFY(largestShare(divided, plain.gradients()) < 1e-5);
    }

    void brokenLossNamesTheRow()
    {
        const Learner learner;
        {
            const at::NoGradGuard noGrad;
            at::Tensor b = learner.adapter.parts().front().b;
            b.fill_(std::numeric_limits<float>::infinity());
        }
        try {
            learner.training(2, false).addGradients(3, 1.0, {});
            QFAIL("it passed");
        } catch (const DomainError& error) {
            QVERIFY2(QString(error.what()).contains("step 3, row "), error.what());
        }
    }

    void stopIsHeardBetweenLayers()
    {
        const Learner learner;
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(learner.training(2, true).addGradients(0, 1.0, context), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstResponseTraining)
#include "tst_response_training.moc"
