// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/adamw.h"
#include "core/engine/train/learning_rate.h"
#include "core/engine/train/trainer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

ScheduleOptions cycle(std::int64_t steps)
{
    ScheduleOptions schedule;
    schedule.decay = Decay::OneCycle;
    schedule.steps = steps;
    schedule.peak = 3e-5;
    return schedule;
}

/// Whether a value has the digits of the table (transfer.md 6.5).
bool agrees(double value, double printed, double digit)
{
    return std::abs(value - printed) <= 0.5 * digit * (1.0 + 1e-9);
}

} // namespace

/// The one-cycle schedule of LaTen against the table of transfer.md 6.5.
class TstOneCycle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreThoseOfTheTable_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("step");
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("rateDigit");
        QTest::addColumn<double>("beta");
        const auto add = [](int steps, int step, double rate, double digit, double beta) {
            QTest::addRow("N = %d, step %d", steps, step) << steps << step << rate << digit << beta;
        };
        add(20, 0, 1.2e-6, 1e-9, 0.95);
        add(20, 1, 3e-5, 1e-9, 0.85);
        add(20, 2, 2.978e-5, 1e-8, 0.8508);
        add(20, 3, 2.913e-5, 1e-8, 0.853);
        add(20, 4, 2.807e-5, 1e-8, 0.8567);
        add(20, 19, 1.2e-6, 1e-9, 0.95);
        add(32, 0, 1.2e-6, 1e-9, 0.95);
        add(32, 1, 1.355e-5, 1e-8, 0.9071);
        add(32, 2, 2.942e-5, 1e-8, 0.852);
        add(32, 3, 2.995e-5, 1e-8, 0.8502);
        add(32, 7, 2.807e-5, 1e-8, 0.8567);
        // e0 <= 0 (D31): ten steps begin at the peak, fewer beyond it.
        add(10, 0, 3e-5, 1e-9, 0.85);
        add(1, 0, 1.2e-6, 1e-9, 0.95);
        add(2, 0, 0.60 * 3e-5, 3e-7, 0.891);
    }
    void valuesAreThoseOfTheTable()
    {
        QFETCH(int, steps);
        QFETCH(int, step);
        QFETCH(double, rate);
        QFETCH(double, rateDigit);
        QFETCH(double, beta);
        const double gotRate = learningRateAt(cycle(steps), step);
        const double gotBeta = cycledBetaAt(cycle(steps), step);
        QVERIFY2(agrees(gotRate, rate, rateDigit), qPrintable(QString::number(gotRate, 'g', 9)));
        const double betaDigit = steps == 2 ? 1e-2 : 1e-4;
        QVERIFY2(agrees(gotBeta, beta, betaDigit), qPrintable(QString::number(gotBeta, 'g', 9)));
    }

    /// The first official code never advanced its schedule.
    void heldScheduleStaysAtItsFirstValues()
    {
        ScheduleOptions held = cycle(20);
        held.decay = Decay::OneCycleStart;
        for (const std::int64_t step : {0, 1, 7, 19}) {
            QCOMPARE(learningRateAt(held, step), 3e-5 / 25.0);
            QCOMPARE(cycledBetaAt(held, step), 0.95);
        }
    }

    /// Six steps of the trainer against scalars: the correction takes the current beta1 to the
    /// power t, not the product of those so far.
    void currentBetaEntersTheBiasCorrection()
    {
        TrainerOptions options;
        options.schedule = cycle(6);
        options.schedule.peak = 0.05;
        options.optimizer = {0.9, 0.95, 1e-8, 0.05};
        options.cyclesBeta = true;
        options.clipNorm = 0.0;
        const at::Tensor weight = at::tensor({1.5}, at::kFloat).set_requires_grad(true);
        Trainer trainer({{"w", weight}}, options);
        const auto gradientAt = [](std::int64_t step) {
            return 0.2 + 0.3 * static_cast<double>(step * step % 5);
        };
        const Trainer::GradientsAt gradients = [&](std::int64_t step, double) {
            at::Tensor leaf = weight;
            leaf.mutable_grad() = at::tensor({gradientAt(step)}, at::kFloat);
            return StepLoss{1.0, 0.0};
        };
        double expected = 1.5, first = 0.0, second = 0.0;
        for (int step = 0; step < 6; ++step) {
            trainer.run(gradients, step + 1, {}, {});
            const double beta = cycledBetaAt(options.schedule, step);
            const double rate = learningRateAt(options.schedule, step);
            const double gradient = gradientAt(step);
            first = beta * first + (1.0 - beta) * gradient;
            second = 0.95 * second + 0.05 * gradient * gradient;
            const double m = first / (1.0 - std::pow(beta, step + 1));
            const double v = second / (1.0 - std::pow(0.95, step + 1));
            expected = expected * (1.0 - rate * 0.05) - rate * m / (std::sqrt(v) + 1e-8);
            const double got = weight.item<double>();
            QVERIFY2(std::abs(got - expected) < 1e-6,
                     qPrintable(QString::number(got - expected, 'g', 4)));
        }
    }
};

QTEST_GUILESS_MAIN(TstOneCycle)
#include "tst_one_cycle.moc"
