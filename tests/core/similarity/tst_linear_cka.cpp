// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/linear_cka.h"
#include "core/engine/similarity/similarity_measure.h"
#include "core/run/error.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <limits>
#include <vector>

using namespace neurograft;

namespace {

/// HSIC_1 by its definition, sample by sample (similarity.md 2.2).
double bruteHsic1(const at::Tensor& x, const at::Tensor& y)
{
    const at::Tensor k = at::matmul(x, x.t()).contiguous();
    const at::Tensor l = at::matmul(y, y.t()).contiguous();
    const std::int64_t n = x.size(0);
    const auto* a = k.const_data_ptr<double>();
    const auto* b = l.const_data_ptr<double>();
    double trace = 0.0, sumA = 0.0, sumB = 0.0, middle = 0.0;
    for (std::int64_t i = 0; i < n; ++i) {
        double rowA = 0.0, rowB = 0.0;
        for (std::int64_t j = 0; j < n; ++j) {
            if (i != j) {
                trace += a[i * n + j] * b[i * n + j];
                rowA += a[i * n + j];
                rowB += b[i * n + j];
            }
        }
        sumA += rowA;
        sumB += rowB;
        middle += rowA * rowB;
    }
    const auto count = static_cast<double>(n);
    return (trace + sumA * sumB / ((count - 1) * (count - 2)) - 2.0 / (count - 2) * middle)
        / (count * (count - 3));
}

/// The same by products of features.
Similarity linearCkaFeatureForm(const at::Tensor& x, const at::Tensor& y, CkaEstimator estimator)
{
    return similarityOfPair(estimator == CkaEstimator::Unbiased ? "cka" : "cka-biased", x, y, {},
                            CkaForm::Features);
}

double bruteUnbiased(const at::Tensor& x, const at::Tensor& y)
{
    return bruteHsic1(x, y) / std::sqrt(bruteHsic1(x, x) * bruteHsic1(y, y));
}

} // namespace

class TstLinearCka : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenValues()
    {
        const at::Tensor x = goldenX();
        const at::Tensor y = goldenY();
        COMPARE_NEAR(linearCka(x, y, CkaEstimator::Biased).value, 0.2247582676, 1e-10);
        COMPARE_NEAR(linearCka(x, y, CkaEstimator::Unbiased).value, 0.0215087773, 1e-10);
        const KernelVector a(packGram(x), CkaEstimator::Unbiased);
        const KernelVector b(packGram(y), CkaEstimator::Unbiased);
        COMPARE_NEAR(a.selfTerm(), 2.2206685747, 1e-10);
        COMPARE_NEAR(b.selfTerm(), 0.7224904577, 1e-10);
        const double cross = pairProducts({&a}, {&b})[0] * std::sqrt(a.selfTerm() * b.selfTerm());
        COMPARE_NEAR(cross, 0.0272441745, 1e-10);
    }

    void agreesWithBruteForce_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("p");
        QTest::addColumn<int>("q");
        QTest::newRow("smallest") << 4 << 3 << 2;
        QTest::newRow("wide") << 17 << 40 << 9;
        QTest::newRow("tall") << 150 << 5 << 8;
    }
    void agreesWithBruteForce()
    {
        QFETCH(int, n);
        QFETCH(int, p);
        QFETCH(int, q);
        const at::Tensor x = randomMatrix(n, p, 1) + 5.0;
        const at::Tensor y = at::matmul(x, randomMatrix(p, q, 2)) + randomMatrix(n, q, 3);
        COMPARE_NEAR(linearCka(x, y).value, bruteUnbiased(x, y), 1e-10);
    }

    void gramFormEqualsFeatureForm_data()
    {
        QTest::addColumn<int>("estimator");
        QTest::newRow("unbiased") << static_cast<int>(CkaEstimator::Unbiased);
        QTest::newRow("biased") << static_cast<int>(CkaEstimator::Biased);
    }
    void gramFormEqualsFeatureForm()
    {
        QFETCH(int, estimator);
        const auto kind = static_cast<CkaEstimator>(estimator);
        const at::Tensor x = randomMatrix(200, 30, 4) * 3.0 - 7.0;
        const at::Tensor y =
            at::matmul(x, randomMatrix(30, 12, 5)) + 4.0 * randomMatrix(200, 12, 6);
        COMPARE_NEAR(linearCka(x, y, kind).value, linearCkaFeatureForm(x, y, kind).value, 1e-10);
        // float32 samples: products in float32, everything after in float64
        COMPARE_NEAR(linearCka(x.to(at::kFloat), y.to(at::kFloat), kind).value,
                     linearCkaFeatureForm(x, y, kind).value, 2e-6);
    }

    void selfSimilarityIsOneUnderRotationScaleAndShift_data() { gramFormEqualsFeatureForm_data(); }
    void selfSimilarityIsOneUnderRotationScaleAndShift()
    {
        QFETCH(int, estimator);
        const auto kind = static_cast<CkaEstimator>(estimator);
        const at::Tensor x = randomMatrix(60, 24, 7);
        const at::Tensor moved =
            at::matmul(x, randomRotation(24, 8)) * 3.5 + randomMatrix(1, 24, 9);
        COMPARE_NEAR(linearCka(x, moved, kind).value, 1.0, 1e-12);
        COMPARE_NEAR(linearCka(x.to(at::kFloat), x.to(at::kFloat), kind).value, 1.0, 1e-12);
    }

    void outlierSampleDoesNotCostPrecision()
    {
        at::Tensor x = randomMatrix(64, 50, 10);
        at::Tensor y = randomMatrix(64, 30, 11);
        x[5] *= 1000.0; // a massive activation
        COMPARE_NEAR(linearCka(x, y).value, bruteUnbiased(x, y), 1e-10);
        COMPARE_NEAR(linearCka(x.to(at::kFloat), x.to(at::kFloat)).value, 1.0, 1e-10);
    }

    void unbiasedMeanOfIndependentDataIsZero()
    {
        const int count = 200;
        double sum = 0.0, squares = 0.0;
        for (int i = 0; i < count; ++i) {
            const auto seed = static_cast<std::uint64_t>(100 + 2 * i);
            const double value =
                linearCka(randomMatrix(20, 30, seed), randomMatrix(20, 25, seed + 1)).value;
            sum += value;
            squares += value * value;
        }
        const double mean = sum / count;
        const double error = std::sqrt((squares / count - mean * mean) / count);
        QVERIFY2(std::abs(mean) < 3.0 * error, qPrintable(QString::number(mean / error)));
    }

    void minibatchIsTheRatioOfAverages()
    {
        const at::Tensor x = randomMatrix(131, 10, 12); // batches of 64, 64; 3 left are dropped
        const at::Tensor y = at::matmul(x, randomMatrix(10, 6, 13)) + randomMatrix(131, 6, 14);
        double xy = 0.0, xx = 0.0, yy = 0.0;
        for (const int begin : {0, 64}) {
            const at::Tensor a = x.narrow(0, begin, 64);
            const at::Tensor b = y.narrow(0, begin, 64);
            xy += bruteHsic1(a, b);
            xx += bruteHsic1(a, a);
            yy += bruteHsic1(b, b);
        }
        COMPARE_NEAR(linearCka(x, y, CkaEstimator::Minibatch).value, xy / std::sqrt(xx * yy),
                     1e-10);
    }

    void minibatchConvergesToTheFullForm()
    {
        const at::Tensor x = randomMatrix(3000, 8, 15);
        const at::Tensor y = at::matmul(x, randomMatrix(8, 5, 16)) + randomMatrix(3000, 5, 17);
        COMPARE_NEAR(linearCka(x, y, CkaEstimator::Minibatch).value, linearCka(x, y).value, 0.01);
    }

    void degenerateInputsCarryTheirCode_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("reason");
        QTest::newRow("constant") << "constant"
                                  << "zero_variance";
        QTest::newRow("nearly constant") << "nearly"
                                         << "zero_variance";
        QTest::newRow("NaN") << "nan"
                             << "not_finite";
        QTest::newRow("infinity") << "inf"
                                  << "not_finite";
        QTest::newRow("three samples") << "few"
                                       << "too_few_samples";
        QTest::newRow("NaN before too few") << "few-nan"
                                            << "not_finite";
        QTest::newRow("simplex") << "simplex"
                                 << "degenerate";
    }
    void degenerateInputsCarryTheirCode()
    {
        QFETCH(QString, input);
        QFETCH(QString, reason);
        at::Tensor x = randomMatrix(10, 6, 18).to(at::kFloat);
        if (input == "constant") {
            x = at::ones({10, 6}) * 0.1;
        } else if (input == "nearly") {
            x = (randomMatrix(10, 6, 18) * 1e-8 + 1.0).to(at::kFloat);
        } else if (input == "nan") {
            x[3][2] = std::numeric_limits<float>::quiet_NaN();
        } else if (input == "inf") {
            x[3][2] = std::numeric_limits<float>::infinity();
        } else if (input == "few") {
            x = x.narrow(0, 0, 3);
        } else if (input == "few-nan") {
            x = x.narrow(0, 0, 3) * std::numeric_limits<float>::quiet_NaN();
        } else { // all off-diagonal entries equal: U-centring leaves nothing
            x = at::zeros({10, 10});
            x.diagonal().fill_(1.0);
        }
        const at::Tensor y = randomMatrix(x.size(0), 4, 19);
        const Similarity both[] = {linearCka(x, y), linearCka(y, x)};
        for (const Similarity& similarity : both) {
            QCOMPARE(QString(reasonWord(similarity.reason)), reason);
            QVERIFY(std::isnan(similarity.value));
        }
    }

    void rowMismatchThrows()
    {
        QVERIFY_EXCEPTION_THROWN(linearCka(randomMatrix(5, 2, 1), randomMatrix(6, 2, 1)),
                                 ShapeError);
        QVERIFY_EXCEPTION_THROWN(linearCka(randomMatrix(5, 2, 1).flatten(), randomMatrix(5, 2, 1)),
                                 ShapeError);
    }
};

QTEST_GUILESS_MAIN(TstLinearCka)
#include "tst_linear_cka.moc"
