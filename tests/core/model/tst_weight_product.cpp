// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/weight_product.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>

#include <QtTest>

using namespace neurograft;

namespace {

double largest(const at::Tensor& values)
{
    return values.abs().max().item<double>();
}

} // namespace

/// Products with weights in their stored type, and gradients through them.
class TstWeightProduct : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gradientOfAFrozenWeightEqualsThatOfAWidenedOne_data()
    {
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<bool>("hasBias");
        QTest::newRow("one slice") << 40 << 24 << false;
        QTest::newRow("with a bias") << 40 << 24 << true;
        QTest::newRow("several slices") << 9000 << 700 << true;
    }
    void gradientOfAFrozenWeightEqualsThatOfAWidenedOne()
    {
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        QFETCH(bool, hasBias);
        at::manual_seed(3);
        const at::Tensor values = at::randn({2, 11, inputs}); // more rows than a thin product takes
        for (const at::ScalarType type : {at::kHalf, at::kBFloat16}) {
            const at::Tensor weight = at::randn({outputs, inputs}).to(type);
            const at::Tensor bias = hasBias ? at::randn({outputs}).to(type) : at::Tensor();
            const at::Tensor slope = at::randn({2, 11, outputs});
            const at::Tensor x = values.clone().requires_grad_(true);
            const at::Tensor y = linearOver(x, weight, bias);
            (y * slope).sum().backward();
            const at::Tensor plainX = values.clone().requires_grad_(true);
            const at::Tensor plain = at::linear(plainX, weight.to(at::kFloat),
                                                hasBias ? bias.to(at::kFloat) : at::Tensor());
            (plain * slope).sum().backward();
            QVERIFY(largest(y - plain) < 1e-5 * largest(plain));
            QVERIFY(largest(x.grad() - plainX.grad()) < 1e-5 * largest(plainX.grad()));
        }
    }

    void trainedWeightHasItsGradient()
    {
        at::manual_seed(3);
        const at::Tensor x = at::randn({11, 6});
        const at::Tensor weight = at::randn({5, 6}).to(at::kHalf).requires_grad_(true);
        linearOver(x, weight, {}).sum().backward();
        QVERIFY(weight.grad().defined());
        QVERIFY(largest(weight.grad().to(at::kFloat) - x.sum(0).unsqueeze(0)) < 1e-2);
    }
};

QTEST_GUILESS_MAIN(TstWeightProduct)
#include "tst_weight_product.moc"
