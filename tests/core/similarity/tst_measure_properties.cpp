// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_matrix.h"
#include "core/engine/similarity/similarity_measure.h"
#include "core/run/error.h"
#include "tests/core/similarity/measure_samples.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

/// What every measure of similarity.md promises: its ideal, its limits, its undefined cells.
class TstMeasureProperties : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wideRbfTendsToLinear()
    {
        const auto [x, y] = relatedPair(30, 5, 7, 4);
        MeasureOptions options;
        options.rbfScale = 1000.0;
        COMPARE_NEAR(valueOf("cka-rbf-biased", x, y, options), valueOf("cka-biased", x, y), 1e-5);
    }

    void ccaIgnoresInvertibleMaps()
    {
        const auto [x, y] = relatedPair(90, 6, 8, 8);
        const at::Tensor map = randomMatrix(6, 6, 11) + 4.0 * at::eye(6, at::kDouble);
        const at::Tensor moved = at::matmul(x, map) - 5.0;
        COMPARE_NEAR(valueOf("cca", moved, y), valueOf("cca", x, y), 1e-10);
        COMPARE_NEAR(valueOf("cca-r2", moved, y), valueOf("cca-r2", x, y), 1e-10);
        COMPARE_NEAR(valueOf("pwcca-teacher", moved, y), valueOf("pwcca-teacher", x, y), 1e-10);
        QVERIFY(std::abs(valueOf("svcca", moved, y, {0.5, 10, 0.7, 10})
                         - valueOf("svcca", x, y, {0.5, 10, 0.7, 10}))
                > 1e-4); // not SVCCA: other directions lead
    }

    void svccaOfAllVarianceIsCca()
    {
        const auto [x, y] = relatedPair(90, 6, 8, 12);
        MeasureOptions options;
        options.svccaVariance = 1.0;
        COMPARE_NEAR(valueOf("svcca", x, y, options), valueOf("cca", x, y), 1e-10);
        // and stays defined when the widths exceed the samples
        const auto [wide, other] = relatedPair(10, 20, 30, 15);
        QVERIFY(similarityOfPair("svcca", wide, other).reason == UndefinedReason::Defined);
        QVERIFY(similarityOfPair("cca", wide, other).reason == UndefinedReason::BelowWidths);
        QVERIFY(similarityOfPair("pwcca", wide, other).reason == UndefinedReason::BelowWidths);
        COMPARE_NEAR(valueOf("regression", wide, other), 1.0, 1e-10); // Y spans every sample
    }

    void eigenspaceOverlapOfChance()
    {
        // Leading directions of independent data: k / n on average.
        MeasureOptions options;
        options.eigenspaceRank = 5;
        double sum = 0.0;
        constexpr int kCount = 60;
        for (std::uint64_t i = 0; i < kCount; ++i) {
            sum += valueOf("eigenspace", randomMatrix(51, 8, 300 + i), randomMatrix(51, 9, 400 + i),
                           options);
        }
        COMPARE_NEAR(sum / kCount, 5.0 / 50.0, 0.02);
        const at::Tensor x = randomMatrix(51, 4, 22);
        QVERIFY(similarityOfPair("eigenspace", x, x, options).reason
                == UndefinedReason::Degenerate); // no five directions
    }

    void cknnaOfAllNeighboursIsCka()
    {
        const auto [x, y] = relatedPair(20, 6, 7, 32);
        MeasureOptions options;
        options.neighbours = 19;
        COMPARE_NEAR(valueOf("cknna", x, y, options), valueOf("cka", x, y), 1e-6);
    }

    void neighboursOfUnrelatedDataAreChance()
    {
        MeasureOptions options;
        options.neighbours = 10;
        const double value =
            valueOf("mutual-knn", randomMatrix(400, 30, 35), randomMatrix(400, 30, 36), options);
        COMPARE_NEAR(value, 10.0 / 399.0, 0.008);
    }

    void equalNeighboursGoToTheSmallerIndex()
    {
        const at::Tensor x = at::ones({6, 2}, at::kDouble); // with a seventh elsewhere
        const at::Tensor all = at::cat({x, -1.0 * at::ones({1, 2}, at::kDouble)}, 0);
        MeasureOptions options;
        options.neighbours = 2;
        // Samples 0 … 5 see each other alike: 0 and 1 are the nearest of all but themselves.
        COMPARE_NEAR(valueOf("mutual-knn", all, all, options), 1.0, 0.0);
        const KernelMatrix kernel(packGram(all), Kernel::Raw);
        COMPARE_NEAR(kernel.entry(4, 1), 2.0, 1e-12);
    }

    void formsOfLinearCkaAgree_data()
    {
        QTest::addColumn<QString>("table");
        QTest::newRow("unbiased") << QStringLiteral("cka");
        QTest::newRow("biased") << QStringLiteral("cka-biased");
    }
    void formsOfLinearCkaAgree()
    {
        QFETCH(QString, table);
        const auto [x, y] = relatedPair(120, 12, 20, 40);
        const double features =
            similarityOfPair(qPrintable(table), x, y, {}, CkaForm::Features).value;
        COMPARE_NEAR(features, valueOf(qPrintable(table), x, y), 1e-10);
    }

    void theCheaperFormIsTaken()
    {
        QVERIFY(cheaperCkaForm(4096, 6, 64, 8, 96) == CkaForm::Gram); // serves all measures
        QVERIFY(cheaperCkaForm(100000, 6, 64, 8, 96) == CkaForm::Features);
        QVERIFY(cheaperCkaForm(10000, 32, 4096, 40, 5120) == CkaForm::Gram);
    }

    void everyMeasureOfItselfIsIdeal_data()
    {
        QTest::addColumn<QString>("table");
        for (const std::string& table : similarityMeasures()) {
            QTest::newRow(table.c_str()) << QString::fromStdString(table);
        }
    }
    void everyMeasureOfItselfIsIdeal()
    {
        QFETCH(QString, table);
        const std::string name = table.toStdString();
        const at::Tensor x = randomMatrix(64, 12, 43) + 1.0;
        const double ideal = makeMeasure(name, {})->selfIdeal();
        const at::Tensor turned =
            at::matmul(centred(x), randomRotation(12, 44)) * 3.5; // no shift: raw rows see it
        const bool seesRotation = name == "rsa" || name == "rsa-pearson";
        const bool seesShift =
            name.find("knn") != std::string::npos || name == "cknna" || name == "rsa-cosine";
        const at::Tensor base = seesShift ? centred(x) : x;
        COMPARE_NEAR(valueOf(name.c_str(), base, base), ideal, 1e-6);
        if (!seesRotation) {
            const double tolerance = ideal == 0.0 ? 1e-6 : name == "cknna" ? 1e-6 : 1e-9;
            COMPARE_NEAR(valueOf(name.c_str(), base, turned), ideal, tolerance);
        }
        const double narrow = valueOf(name.c_str(), base.to(at::kFloat), base.to(at::kFloat));
        COMPARE_NEAR(narrow, ideal, ideal == 0.0 ? 1e-3 : 1e-5);
    }

    void degenerateInputsAreUndefinedWithTheirReason_data()
    {
        QTest::addColumn<QString>("table");
        for (const std::string& table : similarityMeasures()) {
            QTest::newRow(table.c_str()) << QString::fromStdString(table);
        }
    }
    void degenerateInputsAreUndefinedWithTheirReason()
    {
        QFETCH(QString, table);
        const std::string name = table.toStdString();
        const at::Tensor y = randomMatrix(40, 4, 45).to(at::kFloat);
        at::Tensor constant = at::ones({40, 3}) * 0.1;
        at::Tensor broken = randomMatrix(40, 3, 46).to(at::kFloat);
        broken[7][1] = std::numeric_limits<float>::quiet_NaN();
        const auto reasonOf = [&](const at::Tensor& x, const at::Tensor& other) {
            const Similarity one = similarityOfPair(name, x, other);
            const Similarity two = similarityOfPair(name, other, x);
            const bool areNaN = std::isnan(one.value) && std::isnan(two.value);
            return areNaN && one.reason == two.reason ? QString(reasonWord(one.reason))
                                                      : QStringLiteral("a number");
        };
        QCOMPARE(reasonOf(constant, y), QStringLiteral("zero_variance"));
        QCOMPARE(reasonOf(broken, y), QStringLiteral("not_finite"));
        QCOMPARE(reasonOf(broken.narrow(0, 7, 1), y.narrow(0, 0, 1)), QStringLiteral("not_finite"));
        QCOMPARE(reasonOf(y.narrow(0, 0, 1), y.narrow(0, 0, 1)), QStringLiteral("too_few_samples"));
    }

    void fewestSamples_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<int>("fewest");
        QTest::newRow("cka") << QStringLiteral("cka") << 4;
        QTest::newRow("cka-biased") << QStringLiteral("cka-biased") << 2;
        QTest::newRow("cka-rbf") << QStringLiteral("cka-rbf") << 4;
        QTest::newRow("rsa") << QStringLiteral("rsa") << 3;
        QTest::newRow("mutual-knn") << QStringLiteral("mutual-knn") << 3; // k = 2
        QTest::newRow("cknna") << QStringLiteral("cknna") << 4;
        QTest::newRow("procrustes") << QStringLiteral("procrustes") << 2;
    }
    void fewestSamples()
    {
        QFETCH(QString, table);
        QFETCH(int, fewest);
        MeasureOptions options;
        options.neighbours = 2;
        const at::Tensor x = randomMatrix(6, 9, 47);
        const at::Tensor y = randomMatrix(6, 9, 48);
        for (int n = 1; n <= 6; ++n) {
            const Similarity got = similarityOfPair(table.toStdString(), x.narrow(0, 0, n),
                                                    y.narrow(0, 0, n), options);
            QCOMPARE(got.reason == UndefinedReason::TooFewSamples, n < fewest);
        }
    }

    void aConstantRowHasNoCorrelation()
    {
        at::Tensor x = randomMatrix(12, 5, 49);
        x[4] = 3.0;
        const at::Tensor y = randomMatrix(12, 5, 50);
        QVERIFY(similarityOfPair("rsa", x, y).reason == UndefinedReason::Degenerate);
        QVERIFY(similarityOfPair("rsa-euclidean", x, y).reason == UndefinedReason::Defined);
        x[4] = 0.0; // a row without direction is nobody's neighbour by cosine, and no failure
        QVERIFY(similarityOfPair("jaccard-knn", x, y).reason == UndefinedReason::Defined);
    }

    void mostlyEqualSamplesHaveNoRbf()
    {
        at::Tensor x = at::zeros({10, 3}, at::kDouble);
        x[3] = 1.0;
        const at::Tensor y = randomMatrix(10, 3, 51);
        QVERIFY(similarityOfPair("cka-rbf", x, y).reason == UndefinedReason::Degenerate);
        QVERIFY(similarityOfPair("cka-biased", x, y).reason == UndefinedReason::Defined);
    }

    void unknownNamesAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(makeMeasure("ckc", {}), UsageError);
        QVERIFY_EXCEPTION_THROWN(tablesOfMeasure("cka-rbf", "minibatch"), UsageError);
        QVERIFY_EXCEPTION_THROWN(tablesOfMeasure("cka", "other"), UsageError);
        QCOMPARE(tablesOfMeasure("cka", "minibatch").front(), std::string("cka-minibatch"));
        QCOMPARE(tablesOfMeasure("pwcca", "biased").size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TstMeasureProperties)
#include "tst_measure_properties.moc"
