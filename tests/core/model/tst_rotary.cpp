// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/engine/model/rotary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

class TstRotary : public QObject {
    Q_OBJECT

    static ModelConfig llama31()
    {
        ModelConfig config;
        config.headDim = 128;
        config.ropeTheta = 500000.0;
        return config;
    }

private Q_SLOTS:
    /// Golden values of models.md 4.2 (Llama-3.1), exact arithmetic; float32 loses up to 3e-7.
    void llama3ScalingHasTheGoldenValues_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<double>("plain");
        QTest::addColumn<double>("scaled");
        QTest::newRow("unchanged") << 28 << 3.211446e-03 << 3.211446e-03;
        QTest::newRow("first interpolated") << 29 << 2.616099e-03 << 2.166571e-03;
        QTest::newRow("interpolated") << 32 << 1.414214e-03 << 5.248462e-04;
        QTest::newRow("divided") << 35 << 7.644970e-04 << 9.556212e-05;
        QTest::newRow("last") << 63 << 2.455141e-06 << 3.068926e-07;
    }
    void llama3ScalingHasTheGoldenValues()
    {
        QFETCH(int, index);
        QFETCH(double, plain);
        QFETCH(double, scaled);
        ModelConfig config = llama31();
        const auto relative = [index](const ModelConfig& which, double expected) {
            return std::abs(rotaryFrequencies(which)[index].item<double>() / expected - 1.0);
        };
        QVERIFY(relative(config, plain) < 1e-6);
        config.ropeScaling = {RopeScaling::Kind::Llama3, 8.0, 1.0, 4.0, 8192.0};
        QVERIFY(relative(config, scaled) < 1e-6);
    }

    void linearScalingDivides()
    {
        ModelConfig config = llama31();
        const at::Tensor plain = rotaryFrequencies(config);
        config.ropeScaling.kind = RopeScaling::Kind::Linear;
        config.ropeScaling.factor = 4.0;
        QVERIFY((rotaryFrequencies(config) * 4.0).equal(plain));
    }

    /// Exponent, power and reciprocal each rounded to float32: 10000^(-2i/h) would differ.
    void frequenciesAreRoundedAsTheReferenceDoes()
    {
        ModelConfig config = llama31();
        config.ropeTheta = 10000.0;
        const at::Tensor frequencies = rotaryFrequencies(config);
        for (int i = 0; i < 64; ++i) {
            const float power = std::pow(10000.0F, static_cast<float>(2 * i) / 128.0F);
            QCOMPARE(frequencies[i].item<float>(), 1.0F / power);
        }
    }

    void anglesStayExactAtFarPositions()
    {
        const at::Tensor positions = at::full({1, 1}, 1'000'000, at::kLong);
        const RotaryTable table = rotaryTable(at::ones({1}), positions, at::kFloat);
        QVERIFY(std::abs(table.cos.flatten()[0].item<double>() - std::cos(1e6)) < 1e-6);
        QVERIFY(std::abs(table.sin.flatten()[0].item<double>() - std::sin(1e6)) < 1e-6);
    }

    void tablesAreCastAtTheEnd()
    {
        const at::Tensor positions = at::arange(2000, at::kLong).unsqueeze(0);
        const at::Tensor frequencies = rotaryFrequencies(llama31());
        const RotaryTable wide = rotaryTable(frequencies, positions, at::kFloat);
        const RotaryTable half = rotaryTable(frequencies, positions, at::kHalf);
        QVERIFY(half.cos.equal(wide.cos.to(at::kHalf)));
        QVERIFY(half.sin.equal(wide.sin.to(at::kHalf)));
    }

    /// rot(u) = [-second half, first half], at an angle of 90 degrees.
    void quarterTurnSwapsTheHalves()
    {
        const at::Tensor heads = at::arange(1, 5, at::kFloat).view({1, 1, 1, 4});
        const RotaryTable table =
            rotaryTable(at::full({2}, M_PI / 2), at::ones({1, 1}, at::kLong), at::kFloat);
        const at::Tensor turned = applyRotary(heads, table).flatten();
        const float expected[] = {-3.0F, -4.0F, 1.0F, 2.0F};
        for (int i = 0; i < 4; ++i) {
            QVERIFY(std::abs(turned[i].item<float>() - expected[i]) < 1e-6F);
        }
    }
};

QTEST_GUILESS_MAIN(TstRotary)
#include "tst_rotary.moc"
