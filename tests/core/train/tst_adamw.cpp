// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/adamw.h"
#include "core/engine/train/learning_rate.h"
#include "core/run/error.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <QtTest>

#include <cmath>

using namespace neurograft;

class TestAdamW : public QObject {
    Q_OBJECT

private:
    static Parameter parameter(std::vector<double> values, bool isDecayed)
    {
        return {"w", at::tensor(values, at::kFloat).set_requires_grad(true), isDecayed};
    }

private Q_SLOTS:
    void threeUpdatesEqualTheEquations();
    void normGainsAreNotDecayed();
    void withoutGradientNothingMoves();
    void otherTypesAreRefused();
    void normAndScaleCoverAllGradients();
    void scheduleHasKnownValues_data();
    void scheduleHasKnownValues();
    void warmupStartsAtZeroWhereItIsAskedTo();
};

void TestAdamW::threeUpdatesEqualTheEquations()
{
    AdamWOptions options;
    options.weightDecay = 0.1;
    std::vector<double> expected{1.0, -2.0, 0.5};
    Parameter trained = parameter(expected, true);
    AdamW optimizer({trained}, options);
    std::vector<double> first(3, 0.0), second(3, 0.0);
    const double rate = 0.01;
    for (int t = 1; t <= 3; ++t) {
        const std::vector<double> gradient{0.3 * t, -0.2, 0.1 * (t - 2)};
        trained.value.mutable_grad() = at::tensor(gradient, at::kFloat);
        optimizer.step(rate);
        for (std::size_t i = 0; i < 3; ++i) {
            first[i] = 0.9 * first[i] + 0.1 * gradient[i];
            second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
            const double m = first[i] / (1.0 - std::pow(0.9, t));
            const double v = second[i] / (1.0 - std::pow(0.999, t));
            expected[i] = expected[i] * (1.0 - rate * 0.1) - rate * m / (std::sqrt(v) + 1e-8);
        }
    }
    const float* got = trained.value.const_data_ptr<float>();
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY2(std::abs(got[i] - expected[i]) < 1e-6, qPrintable(QString::number(got[i])));
    }
}

void TestAdamW::normGainsAreNotDecayed()
{
    AdamWOptions options;
    options.weightDecay = 0.5;
    Parameter matrix = parameter({1.0}, true);
    Parameter gain = parameter({1.0}, false);
    AdamW optimizer({matrix, gain}, options);
    matrix.value.mutable_grad() = at::zeros({1});
    gain.value.mutable_grad() = at::zeros({1});
    optimizer.step(0.1);
    QCOMPARE(matrix.value.item<float>(), 0.95F);
    QCOMPARE(gain.value.item<float>(), 1.0F);
}

void TestAdamW::withoutGradientNothingMoves()
{
    Parameter trained = parameter({1.0, 2.0}, true);
    AdamW optimizer({trained}, {});
    optimizer.step(0.1);
    QCOMPARE(trained.value.const_data_ptr<float>()[1], 2.0F);
}

void TestAdamW::otherTypesAreRefused()
{
    const Parameter frozen{"frozen", at::zeros({2}), true};
    const Parameter wide{"wide", at::zeros({2}, at::kDouble).set_requires_grad(true), true};
    QVERIFY_EXCEPTION_THROWN(AdamW({frozen}, {}), StudyError);
    QVERIFY_EXCEPTION_THROWN(AdamW({wide}, {}), StudyError);
}

void TestAdamW::normAndScaleCoverAllGradients()
{
    Parameter one = parameter({0.0}, true);
    Parameter two = parameter({0.0}, true);
    AdamW optimizer({one, two}, {});
    one.value.mutable_grad() = at::tensor({3.0}, at::kFloat);
    two.value.mutable_grad() = at::tensor({4.0}, at::kFloat);
    QCOMPARE(optimizer.gradientNorm(), 5.0);
    optimizer.scaleGradients(0.2);
    QVERIFY(std::abs(optimizer.gradientNorm() - 1.0) < 1e-6);
    optimizer.clearGradients();
    QCOMPARE(optimizer.gradientNorm(), 0.0);
}

void TestAdamW::scheduleHasKnownValues_data()
{
    QTest::addColumn<int>("decay");
    QTest::addColumn<qlonglong>("step");
    QTest::addColumn<double>("rate");
    const int cosine = static_cast<int>(Decay::Cosine);
    const int linear = static_cast<int>(Decay::Linear);
    QTest::newRow("first step") << cosine << 0LL << 0.2;
    QTest::newRow("end of warm-up") << cosine << 9LL << 2.0;
    QTest::newRow("peak") << cosine << 10LL << 2.0;
    QTest::newRow("cosine half way") << cosine << 60LL << 0.2 + 0.5 * 1.8;
    QTest::newRow("cosine end") << cosine << 110LL << 0.2;
    QTest::newRow("past the end") << cosine << 500LL << 0.2;
    QTest::newRow("linear quarter") << linear << 35LL << 0.2 + 0.75 * 1.8;
    QTest::newRow("constant") << static_cast<int>(Decay::Constant) << 100LL << 2.0;
}

void TestAdamW::scheduleHasKnownValues()
{
    QFETCH(int, decay);
    QFETCH(qlonglong, step);
    QFETCH(double, rate);
    const ScheduleOptions schedule{2.0, 110, 10, static_cast<Decay>(decay), 0.1};
    QVERIFY(std::abs(learningRateAt(schedule, step) - rate) < 1e-12);
}

/// transfer.md 1: 80 steps, 3 of them warm-up, then linear to 0.
void TestAdamW::warmupStartsAtZeroWhereItIsAskedTo()
{
    ScheduleOptions schedule{3e-4, 80, 3, Decay::Linear, 0.0, true};
    QCOMPARE(learningRateAt(schedule, 0), 0.0);
    QVERIFY(std::abs(learningRateAt(schedule, 1) - 1e-4) < 1e-12);
    QVERIFY(std::abs(learningRateAt(schedule, 3) - 3e-4) < 1e-12);
    QVERIFY(std::abs(learningRateAt(schedule, 79) - 3e-4 / 77.0) < 1e-12);
    schedule.startsAtZero = false;
    QVERIFY(std::abs(learningRateAt(schedule, 0) - 1e-4) < 1e-12);
}

QTEST_GUILESS_MAIN(TestAdamW)
#include "tst_adamw.moc"
