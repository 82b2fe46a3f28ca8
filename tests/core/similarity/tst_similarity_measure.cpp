// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_matrix.h"
#include "core/engine/similarity/similarity_measure.h"
#include "tests/core/similarity/measure_samples.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cdist.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_inv.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace neurograft;

namespace {

/// X' of spec/similarity.md section 8: full rank.
at::Tensor fullRankX()
{
    at::Tensor x = goldenX();
    auto* value = x.mutable_data_ptr<double>();
    const double frequencies[] = {0.3, 1.1, 1.9, 2.7};
    for (int i = 0; i < 12; ++i) {
        for (const double frequency : frequencies) {
            *value++ += 0.1 * std::cos((i + 1) * frequency);
        }
    }
    return x;
}

/// tr(K H L H) and its normalisation, from whole kernels.
double plainCka(const at::Tensor& k, const at::Tensor& l)
{
    const std::int64_t n = k.size(0);
    const at::Tensor h = at::eye(n, at::kDouble) - 1.0 / static_cast<double>(n);
    const auto hsic = [&](const at::Tensor& a, const at::Tensor& b) {
        return at::matmul(at::matmul(a, h), at::matmul(b, h)).trace().item<double>();
    };
    return hsic(k, l) / std::sqrt(hsic(k, k) * hsic(l, l));
}

/// HSIC_1 by its definition (similarity.md 2.2); matrices need not be symmetric.
double plainHsic1(const at::Tensor& a, const at::Tensor& b)
{
    const std::int64_t n = a.size(0);
    const at::Tensor off = at::ones({n, n}, at::kDouble) - at::eye(n, at::kDouble);
    const at::Tensor k = a * off;
    const at::Tensor l = b * off;
    const auto count = static_cast<double>(n);
    return ((k * l.t()).sum().item<double>()
            + k.sum().item<double>() * l.sum().item<double>() / ((count - 1) * (count - 2))
            - 2.0 / (count - 2) * at::matmul(k, l).sum().item<double>())
        / (count * (count - 3));
}

at::Tensor rbfKernel(const at::Tensor& x, double c)
{
    const at::Tensor squares = at::cdist(x, x).square();
    std::vector<double> upper;
    for (std::int64_t i = 0; i < x.size(0); ++i) {
        for (std::int64_t j = i + 1; j < x.size(0); ++j) {
            upper.push_back(squares[i][j].item<double>());
        }
    }
    std::sort(upper.begin(), upper.end());
    const std::size_t half = upper.size() / 2;
    const double median =
        upper.size() % 2 == 1 ? upper[half] : (upper[half - 1] + upper[half]) / 2.0;
    return (squares / (-2.0 * c * c * median)).exp();
}

/// Neighbours by sorting whole rows: sets of k indices.
std::vector<std::set<std::int64_t>> plainNeighbours(const at::Tensor& kernel, std::int64_t k)
{
    std::vector<std::set<std::int64_t>> all;
    for (std::int64_t i = 0; i < kernel.size(0); ++i) {
        std::vector<std::pair<double, std::int64_t>> others;
        for (std::int64_t j = 0; j < kernel.size(0); ++j) {
            if (j != i) {
                others.emplace_back(-kernel[i][j].item<double>(), j);
            }
        }
        std::sort(others.begin(), others.end());
        std::set<std::int64_t> nearest;
        for (std::int64_t s = 0; s < k; ++s) {
            nearest.insert(others[static_cast<std::size_t>(s)].second);
        }
        all.push_back(nearest);
    }
    return all;
}

std::int64_t common(const std::set<std::int64_t>& a, const std::set<std::int64_t>& b)
{
    return std::count_if(a.begin(), a.end(), [&](std::int64_t i) { return b.count(i) > 0; });
}

at::Tensor unitRows(const at::Tensor& x)
{
    return x / x.square().sum(1, true).sqrt();
}

/// Upper triangle of a square matrix.
std::vector<double> upperOf(const at::Tensor& square)
{
    std::vector<double> values;
    for (std::int64_t i = 0; i < square.size(0); ++i) {
        for (std::int64_t j = i + 1; j < square.size(0); ++j) {
            values.push_back(square[i][j].item<double>());
        }
    }
    return values;
}

/// Places among the others, ties averaged: counted one by one.
std::vector<double> ranksOf(const std::vector<double>& values)
{
    std::vector<double> ranks;
    for (const double value : values) {
        double below = 0.0, same = 0.0;
        for (const double other : values) {
            below += other < value ? 1.0 : 0.0;
            same += other == value ? 1.0 : 0.0;
        }
        ranks.push_back(below + (same + 1.0) / 2.0);
    }
    return ranks;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    double meanA = 0.0, meanB = 0.0, ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        meanA += a[i] / static_cast<double>(a.size());
        meanB += b[i] / static_cast<double>(b.size());
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / std::sqrt(aa * bb);
}

/// Sum of squared canonical correlations: the trace of Cxx^-1 Cxy Cyy^-1 Cyx.
double squaredCorrelationsByCovariance(const at::Tensor& x, const at::Tensor& y)
{
    const at::Tensor a = centred(x);
    const at::Tensor b = centred(y);
    const at::Tensor xy = at::matmul(a.t(), b);
    return at::matmul(at::matmul(at::linalg_inv(at::matmul(a.t(), a)), xy),
                      at::matmul(at::linalg_inv(at::matmul(b.t(), b)), xy.t()))
        .trace()
        .item<double>();
}

} // namespace

/// Measures against golden values and their definitions (similarity.md 8).
class TstSimilarityMeasure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenValues_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("option");
        QTest::addColumn<bool>("isFullRank");
        const auto row = [](const char* name, const char* table, double value,
                            const char* option = "", bool isFullRank = false) {
            QTest::newRow(name) << QString(table) << value << QString(option) << isFullRank;
        };
        row("CKA, debiased", "cka", 0.0215087773);
        row("CKA, biased", "cka-biased", 0.2247582676);
        row("RBF 0.5, biased", "cka-rbf-biased", 0.3512205663);
        row("RBF 0.5, debiased", "cka-rbf", 0.0082783594);
        row("RBF 1, biased", "cka-rbf-biased", 0.2582380217, "c 1");
        row("RBF 1, debiased", "cka-rbf", 0.0035217971, "c 1");
        row("Procrustes", "procrustes", 0.3415748868);
        row("Procrustes distance", "procrustes-distance", 1.1475409475);
        row("Procrustes angle", "procrustes-angle", 1.2222042676);
        row("CCA", "cca", 0.3896441353);
        row("CCA R2", "cca-r2", 0.2429029640);
        row("PWCCA, weights of X", "pwcca", 0.4249190954);
        row("PWCCA, weights of Y", "pwcca-teacher", 0.3915047865);
        row("SVCCA 0.9", "svcca", 0.3896441353, "tau 0.9");
        row("CCA of X'", "cca", 0.6488709651, "", true);
        row("CCA R2 of X'", "cca-r2", 0.4394869535, "", true);
        row("PWCCA of X', weights of X'", "pwcca", 0.6645986544, "", true);
        row("PWCCA of X', weights of Y", "pwcca-teacher", 0.6546453540, "", true);
        // The specification prints 0.2841802755; with 40 digits it is 0.28418027154711….
        row("regression of X' from Y", "regression", 0.2841802715, "", true);
        row("regression of X from Y", "regression", 0.2783434155);
        row("RSA Pearson", "rsa-pearson", -0.1462712266);
        row("RSA Spearman", "rsa", -0.1718609748);
        row("mutual 3-NN", "mutual-knn", 0.2222222222, "k 3");
        row("mutual 3-NN, cosine", "mutual-knn-cosine", 0.2222222222, "k 3");
        row("CKNNA 5", "cknna", 0.2367832656, "k 5");
    }
    void goldenValues()
    {
        QFETCH(QString, table);
        QFETCH(double, value);
        QFETCH(QString, option);
        QFETCH(bool, isFullRank);
        MeasureOptions options;
        const double number = option.section(' ', 1).toDouble();
        if (option.startsWith("c ")) {
            options.rbfScale = number;
        } else if (option.startsWith("tau")) {
            options.svccaVariance = number;
        } else if (option.startsWith("k ")) {
            options.neighbours = static_cast<std::int64_t>(number);
        }
        const at::Tensor x = isFullRank ? fullRankX() : goldenX();
        const double got = valueOf(qPrintable(table), x, goldenY(), options);
        COMPARE_NEAR(got, value, 1e-10);
    }

    void goldenMedians()
    {
        COMPARE_NEAR(medianSquaredDistance(packGram(goldenX())), 3.6142807172, 1e-10);
        COMPARE_NEAR(medianSquaredDistance(packGram(goldenY())), 3.6164426409, 1e-10);
    }

    void kernelsEqualThoseOfWholeMatrices()
    {
        const auto [x, y] = relatedPair(21, 6, 9, 1);
        for (const double c : {0.2, 0.5, 2.0}) {
            MeasureOptions options;
            options.rbfScale = c;
            const at::Tensor k = rbfKernel(x, c);
            const at::Tensor l = rbfKernel(y, c);
            COMPARE_NEAR(valueOf("cka-rbf-biased", x, y, options), plainCka(k, l), 1e-10);
            COMPARE_NEAR(valueOf("cka-rbf", x, y, options),
                         plainHsic1(k, l) / std::sqrt(plainHsic1(k, k) * plainHsic1(l, l)), 1e-9);
        }
        const PackedGram gram = packGram(x);
        const at::Tensor raw = at::matmul(x, x.t());
        const at::Tensor rows = x - x.mean(1, true);
        const std::pair<Kernel, at::Tensor> kernels[] = {
            {Kernel::Raw, raw},
            {Kernel::Cosine, at::matmul(unitRows(x), unitRows(x).t())},
            {Kernel::Polynomial, (raw / 6.0 + 1.0).pow(3)},
            {Kernel::Pearson, at::matmul(unitRows(rows), unitRows(rows).t())},
            {Kernel::NegativeDistance, -at::cdist(x, x)},
            {Kernel::Rbf, rbfKernel(x, 0.5)}};
        std::vector<double> row(21);
        for (const auto& [kind, whole] : kernels) {
            const KernelMatrix kernel(gram, kind);
            for (std::int64_t i = 0; i < 21; ++i) {
                kernel.wholeRow(i, row.data());
                for (std::int64_t j = 0; j < 21; ++j) {
                    const double expected = whole[i][j].item<double>();
                    // cdist's diagonal is the root of a rounding error
                    const double tolerance = 1e-6 * (i == j) + 1e-9 * (1.0 + std::abs(expected));
                    COMPARE_NEAR(row[static_cast<std::size_t>(j)], expected, tolerance);
                }
            }
        }
    }

    void canonicalCorrelationsEqualThoseOfCovariances()
    {
        const auto [x, y] = relatedPair(80, 5, 7, 5);
        COMPARE_NEAR(valueOf("cca-r2", x, y), squaredCorrelationsByCovariance(x, y) / 5.0, 1e-10);
        // Regression of X from Y by least squares: trace of the explained covariance.
        const at::Tensor a = centred(x);
        const at::Tensor b = centred(y);
        const at::Tensor fit =
            at::matmul(b, at::matmul(at::linalg_inv(at::matmul(b.t(), b)), at::matmul(b.t(), a)));
        COMPARE_NEAR(valueOf("regression", x, y),
                     fit.square().sum().item<double>() / a.square().sum().item<double>(), 1e-10);
        COMPARE_NEAR(valueOf("regression-teacher", y, x), valueOf("regression", x, y), 1e-12);
        COMPARE_NEAR(valueOf("pwcca-teacher", y, x), valueOf("pwcca", x, y), 1e-12);
    }

    void procrustesIsTheNuclearNorm()
    {
        const auto [x, y] = relatedPair(40, 5, 9, 18);
        const at::Tensor a = centred(x);
        const at::Tensor b = centred(y);
        const double norms =
            std::sqrt(a.square().sum().item<double>() * b.square().sum().item<double>());
        const double nu = at::linalg_svdvals(at::matmul(a.t(), b)).sum().item<double>() / norms;
        COMPARE_NEAR(valueOf("procrustes", x, y), nu, 1e-10);
        const at::Tensor padded = at::cat({x, at::zeros({40, 4}, at::kDouble)}, 1);
        COMPARE_NEAR(valueOf("procrustes", padded, y), nu, 1e-10);
        // The triangle inequality, as of a metric.
        const at::Tensor z = randomMatrix(40, 6, 21);
        for (const char* distance : {"procrustes-distance", "procrustes-angle"}) {
            QVERIFY(valueOf(distance, x, z) <= valueOf(distance, x, y) + valueOf(distance, y, z));
        }
    }

    void rowSimilaritiesByDefinition()
    {
        const auto [x, y] = relatedPair(14, 6, 4, 23);
        const auto pearson = [](const at::Tensor& m) {
            const at::Tensor rows = unitRows(m - m.mean(1, true));
            return upperOf(at::matmul(rows, rows.t()));
        };
        const auto cosine = [](const at::Tensor& m) {
            return upperOf(at::matmul(unitRows(m), unitRows(m).t()));
        };
        const auto euclid = [](const at::Tensor& m) { return upperOf(-at::cdist(m, m)); };
        COMPARE_NEAR(valueOf("rsa-pearson", x, y), correlation(pearson(x), pearson(y)), 1e-10);
        COMPARE_NEAR(valueOf("rsa", x, y), correlation(ranksOf(pearson(x)), ranksOf(pearson(y))),
                     1e-12);
        COMPARE_NEAR(valueOf("rsa-cosine", x, y),
                     correlation(ranksOf(cosine(x)), ranksOf(cosine(y))), 1e-12);
        COMPARE_NEAR(valueOf("rsa-euclidean", x, y),
                     correlation(ranksOf(euclid(x)), ranksOf(euclid(y))), 1e-12);
        // Rotation leaves distances, not correlations over features.
        const at::Tensor rotated = at::matmul(x, randomRotation(6, 26));
        COMPARE_NEAR(valueOf("rsa-euclidean", rotated, y), valueOf("rsa-euclidean", x, y), 1e-10);
        QVERIFY(std::abs(valueOf("rsa", rotated, y) - valueOf("rsa", x, y)) > 1e-3);
    }

    void tiesShareTheirRank()
    {
        // Whole numbers around a mean of 0: every distance is exact, and equal ones are ties.
        const double points[] = {1, 2, 1, 2, -1, -2, -1, -2, 3, 0, -3, 0, 0, 3, 0, -3};
        at::Tensor x = at::empty({8, 2}, at::kDouble);
        std::copy_n(points, 16, x.mutable_data_ptr<double>());
        const at::Tensor y = randomMatrix(8, 3, 28);
        std::vector<double> squares;
        for (int i = 0; i < 8; ++i) {
            for (int j = i + 1; j < 8; ++j) {
                const double dx = points[2 * i] - points[2 * j];
                const double dy = points[2 * i + 1] - points[2 * j + 1];
                squares.push_back(-(dx * dx + dy * dy));
            }
        }
        COMPARE_NEAR(valueOf("rsa-euclidean", x, y),
                     correlation(ranksOf(squares), ranksOf(upperOf(-at::cdist(y, y)))), 1e-12);
    }

    void neighboursByDefinition()
    {
        const auto [x, y] = relatedPair(30, 5, 8, 29);
        constexpr std::int64_t k = 7;
        MeasureOptions options;
        options.neighbours = k;
        const at::Tensor kernelX = at::matmul(x, x.t());
        const at::Tensor kernelY = at::matmul(y, y.t());
        const auto rawX = plainNeighbours(kernelX, k);
        const auto rawY = plainNeighbours(kernelY, k);
        const auto unitX = plainNeighbours(at::matmul(unitRows(x), unitRows(x).t()), k);
        const auto unitY = plainNeighbours(at::matmul(unitRows(y), unitRows(y).t()), k);
        double mutual = 0.0, cosine = 0.0, jaccard = 0.0;
        at::Tensor maskXY = at::zeros({30, 30}, at::kDouble);
        at::Tensor maskX = maskXY.clone(), maskY = maskXY.clone();
        for (std::size_t i = 0; i < 30; ++i) {
            mutual += static_cast<double>(common(rawX[i], rawY[i])) / (30.0 * k);
            const auto both = static_cast<double>(common(unitX[i], unitY[i]));
            cosine += both / (30.0 * k);
            jaccard += both / (2.0 * k - both) / 30.0;
            const auto row = static_cast<std::int64_t>(i);
            for (std::int64_t j = 0; j < 30; ++j) {
                const bool inX = rawX[i].count(j) > 0;
                const bool inY = rawY[i].count(j) > 0;
                maskX[row][j] = inX ? 1.0 : 0.0;
                maskY[row][j] = inY ? 1.0 : 0.0;
                maskXY[row][j] = inX && inY ? 1.0 : 0.0;
            }
        }
        COMPARE_NEAR(valueOf("mutual-knn", x, y, options), mutual, 1e-12);
        COMPARE_NEAR(valueOf("mutual-knn-cosine", x, y, options), cosine, 1e-12);
        COMPARE_NEAR(valueOf("jaccard-knn", x, y, options), jaccard, 1e-12);
        const double cknna = plainHsic1(maskXY * kernelX, maskXY * kernelY)
            / (std::sqrt(plainHsic1(maskX * kernelX, maskX * kernelX)
                         * plainHsic1(maskY * kernelY, maskY * kernelY))
               + 1e-6);
        COMPARE_NEAR(valueOf("cknna", x, y, options), cknna, 1e-10);
    }

    void distanceCorrelationByDefinition()
    {
        const auto [x, y] = relatedPair(25, 4, 6, 37);
        const double expected = std::sqrt(plainCka(at::cdist(x, x), at::cdist(y, y)));
        COMPARE_NEAR(valueOf("dcor", x, y), expected, 1e-9);
    }
};

QTEST_GUILESS_MAIN(TstSimilarityMeasure)
#include "tst_similarity_measure.moc"
