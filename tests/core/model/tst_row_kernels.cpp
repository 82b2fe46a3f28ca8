// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/row_kernels.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softmax.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

} // namespace

/// Each kernel against the chain of tensor operations it stands for, in float64.
class TestRowKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!normedRows(at::ones({1, 8}), at::ones({8}), 1e-6).defined()) {
            QSKIP("this processor has no AVX2, FMA or F16C");
        }
    }

    void normedRowsAreOfUnitMeanSquare()
    {
        for (const std::int64_t width : {1, 7, 8, 45, 576}) {
            const at::Tensor x = at::randn({3, 5, width}) * 4.0;
            const at::Tensor gain = at::randn({width});
            const at::Tensor wide = x.to(at::kDouble);
            const at::Tensor expected =
                gain.to(at::kDouble) * wide / (wide.square().mean(-1, true) + 1e-5).sqrt();
            const at::Tensor y = normedRows(x, gain, 1e-5);
            QVERIFY(largestDifference(y, expected) < 2e-6 * expected.abs().max().item<double>());
            QVERIFY(normedRows(x[1], gain, 1e-5).equal(y[1]));
            const at::Tensor stored = gain.to(at::kHalf);
            QVERIFY(normedRows(x, stored, 1e-5).equal(normedRows(x, stored.to(at::kFloat), 1e-5)));
        }
    }

    void rotationTurnsPairsOfHalves()
    {
        const at::Tensor heads = at::randn({2, 3, 4, 16}).transpose(1, 2); // [2,4,3,16]
        for (const std::int64_t rows : {1, 2}) {
            const at::Tensor angles = at::randn({rows, 1, 3, 8});
            const at::Tensor both = at::cat({angles, angles}, -1);
            const at::Tensor turned = at::cat({-heads.narrow(3, 8, 8), heads.narrow(3, 0, 8)}, -1);
            const at::Tensor y = rotatedRows(heads, both.cos(), both.sin());
            QVERIFY(largestDifference(y, heads * both.cos() + turned * both.sin()) < 1e-6);
        }
    }

    void gateIsSiluTimesUp()
    {
        const at::Tensor gate =
            at::cat({at::randn({2, 45}) * 30.0, at::full({2, 1}, -200.0), at::full({2, 1}, 200.0)},
                    1)
                .contiguous();
        const at::Tensor up = at::randn({2, 47});
        const at::Tensor wide = gate.to(at::kDouble);
        const at::Tensor expected = at::silu(wide) * up.to(at::kDouble);
        const at::Tensor y = gatedRows(gate, up);
        QVERIFY(((y.to(at::kDouble) - expected).abs() <= expected.abs() * 1e-6 + 1e-30)
                    .all()
                    .item<bool>());
        QVERIFY(gatedRows(gate[1], up[1]).equal(y[1]));
    }

    void attentionOfAStep()
    {
        for (const bool isMasked : {false, true}) {
            const at::Tensor q = at::randn({2, 6, 1, 20});
            const at::Tensor buffer = at::randn({2, 3, 64, 20});
            const at::Tensor k = buffer.narrow(2, 0, 41);
            const at::Tensor v = at::randn({2, 3, 64, 20}).narrow(2, 0, 41);
            at::Tensor mask;
            if (isMasked) {
                mask = at::full({2, 1, 1, 41}, 0.0);
                mask[1].narrow(2, 0, 9).fill_(std::numeric_limits<float>::lowest());
            }
            at::Tensor scores =
                at::matmul(q.to(at::kDouble).view({2, 3, 2, 20}), k.to(at::kDouble).transpose(2, 3))
                    .view({2, 6, 1, 41})
                / std::sqrt(20.0);
            if (isMasked) {
                scores = scores + mask;
            }
            const at::Tensor expected =
                at::matmul(at::softmax(scores, -1).view({2, 3, 2, 41}), v.to(at::kDouble))
                    .view({2, 6, 1, 20});
            const at::Tensor z = attendedStep(q, k, v, mask);
            QVERIFY(largestDifference(z, expected) < 2e-6);
            const at::Tensor alone =
                attendedStep(q.narrow(0, 1, 1), k.narrow(0, 1, 1), v.narrow(0, 1, 1),
                             isMasked ? mask.narrow(0, 1, 1) : mask);
            QVERIFY(alone[0].equal(z[1]));
        }
    }

    void nanShows()
    {
        const at::Tensor gate = at::full({1, 9}, std::numeric_limits<double>::quiet_NaN());
        QVERIFY(gatedRows(gate, at::ones({1, 9})).isnan().all().item<bool>());
        QVERIFY(normedRows(gate, at::ones({9}), 1e-6).isnan().all().item<bool>());
        const at::Tensor k = at::randn({1, 1, 5, 8});
        k[0][0][2].fill_(std::numeric_limits<double>::quiet_NaN());
        const at::Tensor z = attendedStep(at::randn({1, 1, 1, 8}), k, at::randn({1, 1, 5, 8}), {});
        QVERIFY(z.isnan().all().item<bool>());
    }

    void otherKindsAreLeftToTheLibrary()
    {
        const at::Tensor gain = at::ones({8});
        QVERIFY(!normedRows(at::ones({2, 8}).to(at::kDouble), gain, 1e-6).defined());
        QVERIFY(!normedRows(at::ones({8, 2}).t(), gain, 1e-6).defined());
        at::Tensor trained = at::ones({2, 8});
        trained.set_requires_grad(true);
        QVERIFY(!normedRows(trained, gain, 1e-6).defined());
        QVERIFY(!gatedRows(trained, at::ones({2, 8})).defined());
        const at::NoGradGuard noGrad;
        QVERIFY(gatedRows(trained, at::ones({2, 8})).defined());
        const at::Tensor two = at::randn({1, 1, 2, 8});
        QVERIFY(!attendedStep(two, two, two, {}).defined());
    }
};

QTEST_GUILESS_MAIN(TestRowKernels)
#include "tst_row_kernels.moc"
