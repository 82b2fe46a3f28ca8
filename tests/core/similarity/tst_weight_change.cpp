// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/weight_change.h"
#include "core/run/error.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/diag.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

WeightChange randomChange(std::int64_t out, std::int64_t in, std::int64_t rank, std::uint64_t seed)
{
    return {randomMatrix(rank, in, seed), randomMatrix(out, rank, seed + 1), 0.37};
}

at::Tensor dense(const WeightChange& change)
{
    return change.scale * at::matmul(change.b, change.a);
}

double lengthOf(const at::Tensor& x)
{
    return std::sqrt(x.square().sum().item<double>());
}

double cosineOf(const at::Tensor& x, const at::Tensor& y)
{
    return (x * y).sum().item<double>() / (lengthOf(x) * lengthOf(y));
}

/// The largest singular triplets of a matrix as a change: what PiSSA begins with.
WeightChange principalChange(const at::Tensor& weight, std::int64_t rank)
{
    const auto [u, s, v] = at::linalg_svd(weight, false);
    const at::Tensor root = s.narrow(0, 0, rank).sqrt();
    return {root.unsqueeze(1) * v.narrow(0, 0, rank), u.narrow(1, 0, rank) * root, 1.0};
}

ChangeCurves curvesOf(const WeightChange& change, const at::Tensor& weight,
                      const std::optional<WeightChange>& initial = {})
{
    return compareChange(change, initial, weight, factorise(change).s);
}

} // namespace

class TstWeightChange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void curvesEqualThoseOfDenseMatrices()
    {
        const at::Tensor weight = randomMatrix(30, 22, 1);
        const WeightChange change = randomChange(30, 22, 4, 2);
        const WeightChange initial = randomChange(30, 22, 6, 4);
        const at::Tensor d = dense(change);
        const at::Tensor rest = weight - dense(initial);
        const ChangeCurves curves = curvesOf(change, weight, initial);
        COMPARE_NEAR(curves.vsOriginal, cosineOf(d, weight), 1e-12);
        COMPARE_NEAR(curves.vsRemaining, cosineOf(d, rest), 1e-12);
        COMPARE_NEAR(curves.normRatio, lengthOf(d) / lengthOf(weight), 1e-12);
        const at::Tensor values = at::linalg_svdvals(d);
        COMPARE_NEAR(curves.stableRank, std::pow(lengthOf(d) / values[0].item<double>(), 2.0),
                     1e-10);
        COMPARE_NEAR(curves.effectiveRank, effectiveRank(values), 1e-6);
        COMPARE_NEAR(innerProduct(change, initial), (d * dense(initial)).sum().item<double>(),
                     1e-9);
    }

    void pissaBeginsInItsOwnSubspace()
    {
        const at::Tensor weight = randomMatrix(40, 25, 6);
        const at::Tensor values = at::linalg_svdvals(weight);
        const WeightChange change = principalChange(weight, 5);
        const ChangeCurves curves = curvesOf(change, weight);
        const double leading = values.narrow(0, 0, 5).square().sum().item<double>();
        COMPARE_NEAR(curves.vsOriginal, std::sqrt(leading / values.square().sum().item<double>()),
                     1e-12);
        COMPARE_NEAR(curves.vsRemaining, 0.0, 1e-12);
    }

    void anUnrelatedChangeIsNegativeByArithmetic()
    {
        // Orthogonal to W exactly: other rows.
        at::Tensor weight = randomMatrix(40, 20, 7);
        weight.narrow(0, 30, 10).zero_();
        WeightChange change = randomChange(40, 20, 3, 8);
        change.b.narrow(0, 0, 30).zero_();
        const ChangeCurves curves = curvesOf(change, weight);
        const double q = curves.normRatio;
        COMPARE_NEAR(curves.vsOriginal, 0.0, 1e-14);
        COMPARE_NEAR(curves.vsRemaining, -q / std::sqrt(1.0 + q * q), 1e-12);
        QVERIFY(q > 0.05);
    }

    void theChangeOfATrainedAdapterIsComparedWithItsOwnResidual()
    {
        const at::Tensor weight = randomMatrix(30, 18, 10);
        const WeightChange initial = principalChange(weight, 4);
        WeightChange trained = initial;
        trained.b = initial.b + 0.1 * randomMatrix(30, 4, 11);
        const ChangeCurves withInitial = curvesOf(trained, weight, initial);
        COMPARE_NEAR(withInitial.vsRemaining, cosineOf(dense(trained), weight - dense(initial)),
                     1e-12);
        QVERIFY(std::abs(withInitial.vsRemaining - curvesOf(trained, weight).vsRemaining) > 1e-4);
    }

    void factorsAreTheDecomposition()
    {
        const WeightChange change = randomChange(17, 26, 5, 12);
        const ChangeFactors factors = factorise(change);
        const at::Tensor again =
            at::matmul(factors.u * factors.s, factors.v.transpose(0, 1)) - dense(change);
        COMPARE_NEAR(lengthOf(again), 0.0, 1e-10);
        COMPARE_NEAR(lengthOf(factors.s - at::linalg_svdvals(dense(change)).narrow(0, 0, 5)), 0.0,
                     1e-10);
        WeightChange negative = change;
        negative.scale = -change.scale;
        const ChangeFactors mirrored = factorise(negative);
        COMPARE_NEAR(lengthOf(at::matmul(mirrored.u * mirrored.s, mirrored.v.transpose(0, 1))
                              + dense(change)),
                     0.0, 1e-10);
    }

    void ranksOfKnownSpectra()
    {
        COMPARE_NEAR(effectiveRank(at::ones({7}, at::kDouble)), 7.0, 1e-12);
        COMPARE_NEAR(stableRank(at::ones({7}, at::kDouble)), 7.0, 1e-12);
        const at::Tensor one = at::tensor({3.0, 0.0, 0.0}, at::kDouble);
        COMPARE_NEAR(effectiveRank(one), 1.0, 1e-12);
        COMPARE_NEAR(stableRank(one), 1.0, 1e-12);
        const at::Tensor two = at::tensor({3.0, 1.0}, at::kDouble);
        COMPARE_NEAR(effectiveRank(two), std::exp(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)),
                     1e-12);
        COMPARE_NEAR(stableRank(two), 10.0 / 9.0, 1e-12);
        QVERIFY(std::isnan(effectiveRank(at::zeros({3}, at::kDouble))));
        QVERIFY(std::isnan(stableRank(at::zeros({3}, at::kDouble))));
    }

    void aChangeOfZerosHasNoDirection()
    {
        WeightChange change = randomChange(9, 8, 2, 14);
        change.b.zero_();
        const ChangeCurves curves = curvesOf(change, randomMatrix(9, 8, 15));
        QVERIFY(std::isnan(curves.vsOriginal) && std::isnan(curves.vsRemaining));
        QVERIFY(std::isnan(curves.effectiveRank) && std::isnan(curves.stableRank));
        QCOMPARE(curves.normRatio, 0.0);
        // Nothing is left of a weight that is its own change.
        const at::Tensor weight = randomMatrix(6, 5, 16);
        QVERIFY(std::isnan(curvesOf(principalChange(weight, 5), weight).vsRemaining));
    }

    void subspacesOfKnownAngle()
    {
        const double angle = 0.4;
        at::Tensor a = at::zeros({6, 2}, at::kDouble);
        at::Tensor b = at::zeros({6, 2}, at::kDouble);
        a[0][0] = a[1][1] = 1.0;
        b[0][0] = std::cos(angle);
        b[2][0] = std::sin(angle);
        b[1][1] = 1.0;
        const SubspaceOverlap overlap = subspaceOverlap(a, b);
        COMPARE_NEAR(overlap.meanSquaredCosine, (std::pow(std::cos(angle), 2.0) + 1.0) / 2.0,
                     1e-12);
        COMPARE_NEAR(overlap.distance, angle, 1e-7);
    }

    void spectraAreComparedAcrossWidths()
    {
        const at::Tensor a = at::tensor({4.0, 2.0, 1.0, 0.5}, at::kDouble);
        COMPARE_NEAR(spectrumDistance(a, a * 7.0), 0.0, 1e-12); // scale
        COMPARE_NEAR(spectrumDistance(a, at::cat({a, a})), 0.0, 1e-12); // width
        // Two values against one: half of the mass moves by each.
        const at::Tensor pair = at::tensor({1.5, 0.5}, at::kDouble); // mean 1
        const at::Tensor single = at::tensor({2.0}, at::kDouble);
        COMPARE_NEAR(spectrumDistance(pair, single), (std::log(1.5) - std::log(0.5)) / 2.0, 1e-12);
        COMPARE_NEAR(spectrumDistance(pair, single), spectrumDistance(single, pair), 1e-15);
        // Thirds against halves: quantile steps that fall between each other.
        const at::Tensor three = at::tensor({1.5, 1.0, 0.5}, at::kDouble);
        const double expected =
            (std::log(1.0) - std::log(0.5)) / 6.0 + (std::log(1.5) - std::log(1.0)) / 6.0;
        COMPARE_NEAR(spectrumDistance(three, pair), expected, 1e-12);
        QVERIFY(std::isnan(spectrumDistance(a, at::zeros({2}, at::kDouble))));
    }

    void shapesThatDoNotFitAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(curvesOf(randomChange(9, 8, 2, 20), randomMatrix(8, 9, 21)),
                                 ShapeError);
    }
};

QTEST_GUILESS_MAIN(TstWeightChange)
#include "tst_weight_change.moc"
