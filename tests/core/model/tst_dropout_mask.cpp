// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/input_dropout.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

at::Tensor mixedKeys(std::int64_t count)
{
    std::vector<std::int64_t> keys;
    for (std::int64_t i = 0; i < count; ++i) {
        keys.push_back(static_cast<std::int64_t>(splitmix64(static_cast<std::uint64_t>(i))));
    }
    return at::tensor(keys, at::kLong);
}

/// Dropped values as numbers of mean 0 and variance 1.
at::Tensor standardised(const at::Tensor& mask, double share)
{
    return ((mask == 0).to(at::kDouble) - share) / std::sqrt(share * (1.0 - share));
}

/// How many standard deviations the sum of independent standardised numbers is off.
double deviation(const at::Tensor& values)
{
    return values.sum().item<double>() / std::sqrt(static_cast<double>(values.numel()));
}

} // namespace

/// Masks of dropout: their definition, and that they look like independent draws.
class TstDropoutMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Draws of a NumPy transcription of the definition: 37056 22068 12650 26761 40784 and
    /// 62029 51800 6184 41124 44637.
    void drawsAreThoseOfTheDefinition()
    {
        const at::Tensor keys =
            at::tensor(std::vector<std::int64_t>{1, 0x123456789abcdef0}, at::kLong);
        const at::Tensor half = dropoutMask(keys, 5, DropoutShare(0.5), at::kCPU);
        QVERIFY(half.equal(
            at::tensor({2.0F, 0.0F, 0.0F, 0.0F, 2.0F, 2.0F, 2.0F, 0.0F, 2.0F, 2.0F}).view({2, 5})));
        const at::Tensor quarter = dropoutMask(keys, 5, DropoutShare(0.25), at::kCPU);
        const at::Tensor isDropped = quarter == 0;
        QCOMPARE(isDropped.sum().item<std::int64_t>(), std::int64_t{2});
        QVERIFY(isDropped.select(1, 2).all().item<bool>());
        QVERIFY(std::abs(quarter.max().item<double>() - 4.0 / 3.0) < 1e-6);
    }

    void devicesDrawAlike_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {1, 2, 7, 64, 129}) {
            QTest::addRow("%d columns", columns) << columns;
        }
    }
    void devicesDrawAlike()
    {
        QFETCH(int, columns);
        const at::Tensor keys = mixedKeys(301);
        for (const double share : {0.05, 0.5, 0.99}) {
            QVERIFY(dropoutMask(keys, columns, DropoutShare(share), at::kCPU)
                        .equal(dropoutMaskByTensors(keys, columns, DropoutShare(share), at::kCPU)));
        }
    }

    void drawsLookIndependent_data()
    {
        QTest::addColumn<double>("share");
        for (const double share : {0.05, 0.25, 0.5}) {
            QTest::addRow("%g", share) << share;
        }
    }
    /// 4000 rows of 130: the share, every row and column, neighbours, halves, all pairs of columns.
    void drawsLookIndependent()
    {
        QFETCH(double, share);
        const DropoutShare steps(share);
        const double real = steps.threshold() / 65536.0;
        QVERIFY(std::abs(real - share) <= 1.0 / 131072.0);
        const at::Tensor mask = dropoutMask(mixedKeys(4000), 130, steps, at::kCPU);
        const at::Tensor x = standardised(mask, real);
        QVERIFY(std::abs(deviation(x)) < 4.0);
        const at::Tensor rows = x.sum(1) / std::sqrt(130.0);
        const at::Tensor columns = x.sum(0) / std::sqrt(4000.0);
        QVERIFY(std::abs(rows.std().item<double>() - 1.0) < 0.06);
        QVERIFY(std::abs(columns.std().item<double>() - 1.0) < 0.3);
        QVERIFY(columns.abs().max().item<double>() < 4.5);
        const auto apart = [&x](std::int64_t axis, std::int64_t lag) {
            const std::int64_t rest = x.size(axis) - lag;
            return std::abs(deviation(x.narrow(axis, lag, rest) * x.narrow(axis, 0, rest)));
        };
        QVERIFY(apart(0, 1) < 4.0); // the next position
        for (const std::int64_t lag : {1, 2, 8, 65}) { // 65: the two halves of one number
            QVERIFY2(apart(1, lag) < 4.0, std::to_string(lag).c_str());
        }
        const at::Tensor pairs = (at::matmul(x.t(), x) / std::sqrt(4000.0)).triu(1);
        QVERIFY(pairs.abs().max().item<double>() < 5.5); // of 8385
        // The mean stays.
        QVERIFY(std::abs(mask.mean().item<double>() - 1.0)
                < 5.0 * std::sqrt(share / (1.0 - share) / (4000.0 * 130.0)));
    }

    void usesAndStepsHaveMasksOfTheirOwn()
    {
        InputDropout dropout(0.25);
        const at::Tensor x = at::ones({20, 50, 40});
        dropout.begin(7);
        dropout.setPlaces(at::arange(1000, at::kLong));
        const at::Tensor first = dropout.apply(x);
        const at::Tensor second = dropout.apply(x);
        QCOMPARE(dropout.use(), std::int64_t{2});
        dropout.setUse(0);
        QVERIFY(dropout.apply(x).equal(first));
        dropout.setPlaces(at::arange(1000, at::kLong), 1);
        QVERIFY(dropout.apply(x).equal(second));
        dropout.begin(8);
        const at::Tensor other = dropout.apply(x);
        const at::Tensor a = standardised(first, 0.25);
        QVERIFY(std::abs(deviation(a * standardised(second, 0.25))) < 4.0);
        QVERIFY(std::abs(deviation(a * standardised(other, 0.25))) < 4.0);
    }

    /// The mask of a position does not depend on what goes through the model with it.
    void positionsKeepTheirMask()
    {
        InputDropout dropout(0.25);
        dropout.begin(7);
        const at::Tensor places = at::tensor(std::vector<std::int64_t>{5, 900, 17, 2}, at::kLong);
        dropout.setPlaces(places);
        const at::Tensor together = dropout.apply(at::ones({2, 2, 30})).view({4, 30});
        dropout.setPlaces(places.narrow(0, 2, 1));
        QVERIFY(dropout.apply(at::ones({1, 30}))[0].equal(together[2]));
        QVERIFY_EXCEPTION_THROWN(dropout.apply(at::ones({2, 30})), ShapeError);
    }

    void nothingIsDroppedWithoutAShare()
    {
        const InputDropout dropout(0.0);
        const at::Tensor x = at::ones({3, 4});
        QVERIFY(dropout.apply(x).is_same(x)); // no places needed, nothing copied
    }
};

QTEST_GUILESS_MAIN(TstDropoutMask)
#include "tst_dropout_mask.moc"
