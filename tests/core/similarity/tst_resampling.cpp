// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/resampling.h"
#include "core/engine/similarity/similarity_measure.h"
#include "core/run/error.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace neurograft;

namespace {

using Indices = std::vector<std::int64_t>;

at::Tensor rowsOf(const at::Tensor& x, const Indices& indices)
{
    return x.index_select(0, at::tensor(indices));
}

/// HSIC_1 of the expanded kernels with 0 between copies of one sample, by its definition.
double expandedHsic1(const at::Tensor& x, const at::Tensor& y, const Indices& indices)
{
    const at::Tensor k = rowsOf(at::matmul(x, x.t()), indices).index_select(1, at::tensor(indices));
    const at::Tensor l = rowsOf(at::matmul(y, y.t()), indices).index_select(1, at::tensor(indices));
    const auto n = static_cast<std::int64_t>(indices.size());
    double trace = 0.0, sumK = 0.0, sumL = 0.0, middle = 0.0;
    for (std::int64_t i = 0; i < n; ++i) {
        double rowK = 0.0, rowL = 0.0;
        for (std::int64_t j = 0; j < n; ++j) {
            if (indices[static_cast<std::size_t>(i)] != indices[static_cast<std::size_t>(j)]) {
                const double a = k[i][j].item<double>();
                const double b = l[i][j].item<double>();
                trace += a * b;
                rowK += a;
                rowL += b;
            }
        }
        sumK += rowK;
        sumL += rowL;
        middle += rowK * rowL;
    }
    const auto count = static_cast<double>(n);
    return trace + sumK * sumL / ((count - 1) * (count - 2)) - 2.0 / (count - 2) * middle;
}

struct Layers {
    std::shared_ptr<const SimilarityMeasure> measure;
    SimilarityMeasure::Layer x;
    SimilarityMeasure::Layer y;

    double value() const { return measure->pairs({x.get()}, {y.get()}, {}).front().value; }
};

Layers layersOf(const std::string& table, const at::Tensor& x, const at::Tensor& y,
                CkaForm form = CkaForm::Gram)
{
    MeasureOptions options;
    options.neighbours = 4;
    options.eigenspaceRank = 3;
    Layers layers;
    layers.measure = makeMeasure(table, options, form);
    const SourceNeeds needs = layers.measure->needs();
    layers.x = layers.measure->prepare(makeLayerSource(x, needs));
    layers.y = layers.measure->prepare(makeLayerSource(y, needs));
    return layers;
}

Layers resampled(Layers layers, const Indices& indices, std::int64_t n)
{
    layers.x = layers.x->resampled(resampleOf(indices, n));
    layers.y = layers.y->resampled(resampleOf(indices, n));
    return layers;
}

/// Samples of two related layers, centred: a shift of all rows is no part of the question.
struct Pair {
    at::Tensor x;
    at::Tensor y;
};
Pair relatedPair(std::int64_t n, double noise = 3.0)
{
    const at::Tensor x = randomMatrix(n, 5, 1);
    const at::Tensor y = at::matmul(x, randomMatrix(5, 6, 2)) + noise * randomMatrix(n, 6, 3);
    return {x - x.mean(0, true), y - y.mean(0, true)};
}

const Indices kDrawn{3, 3, 0, 7, 11, 3, 19, 19, 4, 5, 6, 0, 12, 13, 14, 2, 9, 9, 9, 1};

/// A map of two student and three teacher layers.
SimilarityMap smallMap(const std::string& table, std::int64_t n)
{
    const auto measure = makeMeasure(table, {});
    SimilarityMap map(measure, 2, 3);
    const auto [x, y] = relatedPair(n, 1.0);
    const at::Tensor constant = at::ones({n, 4}, at::kDouble);
    const auto layer = [&](const at::Tensor& samples) {
        return measure->prepare(makeLayerSource(samples, measure->needs()));
    };
    map.setStudent(0, layer(x));
    map.setStudent(1, layer(randomMatrix(n, 6, 9)));
    map.setTeacher(0, layer(y));
    map.setTeacher(1, layer(randomMatrix(n, 7, 10)));
    map.setTeacher(2, layer(constant));
    map.finish({});
    return map;
}

} // namespace

class TstResampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void copiesMakeNoPairOfHsic1_data()
    {
        QTest::addColumn<bool>("isFeatureForm");
        QTest::newRow("Gram form") << false;
        QTest::newRow("feature form") << true;
    }
    void copiesMakeNoPairOfHsic1()
    {
        QFETCH(bool, isFeatureForm);
        const auto [x, y] = relatedPair(20);
        const CkaForm form = isFeatureForm ? CkaForm::Features : CkaForm::Gram;
        const double expected = expandedHsic1(x, y, kDrawn)
            / std::sqrt(expandedHsic1(x, x, kDrawn) * expandedHsic1(y, y, kDrawn));
        const double got = resampled(layersOf("cka", x, y, form), kDrawn, 20).value();
        COMPARE_NEAR(got, expected, 1e-10);
        // With the copies as pairs it would be larger.
        QVERIFY(similarityOfPair("cka", rowsOf(x, kDrawn), rowsOf(y, kDrawn)).value > got + 0.01);
    }

    void otherMeasuresAreThoseOfTheCopiedRows_data()
    {
        QTest::addColumn<QString>("table");
        for (const char* table : {"cka-biased", "cca", "svcca", "pwcca", "regression", "procrustes",
                                  "eigenspace", "dcor"}) {
            QTest::newRow(table) << QString(table);
        }
    }
    void otherMeasuresAreThoseOfTheCopiedRows()
    {
        QFETCH(QString, table);
        const std::string name = table.toStdString();
        const auto [x, y] = relatedPair(20);
        const double got = resampled(layersOf(name, x, y), kDrawn, 20).value();
        const double expected = layersOf(name, rowsOf(x, kDrawn), rowsOf(y, kDrawn)).value();
        COMPARE_NEAR(got, expected, 1e-9);
        if (name == "cka-biased") {
            COMPARE_NEAR(resampled(layersOf(name, x, y, CkaForm::Features), kDrawn, 20).value(),
                         expected, 1e-9);
        }
    }

    void minibatchesAreThoseOfTheDraw()
    {
        const auto [x, y] = relatedPair(20);
        const double got = resampled(layersOf("cka-minibatch", x, y), kDrawn, 20).value();
        // One batch: the unbiased form.
        COMPARE_NEAR(got, resampled(layersOf("cka", x, y), kDrawn, 20).value(), 1e-10);
    }

    void copiesAreNoNeighboursOfEachOther()
    {
        // Two samples drawn ten times each: nobody has four neighbours that are no copies but the
        // other one's copies.
        const auto [x, y] = relatedPair(20);
        Indices twins(10, 2);
        twins.insert(twins.end(), 10, 7);
        for (const char* table : {"mutual-knn", "jaccard-knn"}) {
            COMPARE_NEAR(resampled(layersOf(table, x, y), twins, 20).value(), 1.0, 1e-12);
        }
        Indices alone(19, 2);
        alone.push_back(7); // one sample that is no copy: not enough for four neighbours
        QVERIFY(std::isnan(resampled(layersOf("mutual-knn", x, y), alone, 20).value()));
    }

    void drawingEachOnceChangesNothing_data() { permutationsAreReorderedSamples_data(); }
    void drawingEachOnceChangesNothing()
    {
        QFETCH(QString, table);
        const auto [x, y] = relatedPair(24);
        Indices all(24);
        std::iota(all.begin(), all.end(), 0);
        const Layers layers = layersOf(table.toStdString(), x, y);
        COMPARE_NEAR(resampled(layers, all, 24).value(), layers.value(), 1e-10);
    }

    void permutationsAreReorderedSamples_data()
    {
        QTest::addColumn<QString>("table");
        for (const std::string& table : similarityMeasures()) {
            QTest::newRow(table.c_str()) << QString::fromStdString(table);
        }
    }
    void permutationsAreReorderedSamples()
    {
        QFETCH(QString, table);
        const std::string name = table.toStdString();
        const auto [x, y] = relatedPair(24);
        Layers layers = layersOf(name, x, y);
        const Indices first = drawOrder(24, 42, 0);
        const Indices second = drawOrder(24, 42, 1);
        QVERIFY(first != second);
        const auto permuted = layers.y->permuted({first, second});
        QCOMPARE(permuted.size(), std::size_t{2});
        layers.y = permuted[1];
        // Squares of permuted vectors are float32.
        COMPARE_NEAR(layers.value(), layersOf(name, x, rowsOf(y, second)).value(), 2e-6);
        QVERIFY(layers.x->orderBytes(24) > 0);
    }

    void wholeTextsAreDrawn()
    {
        const Indices groups{0, 0, 0, 4, 4, 9};
        std::set<Indices> seen;
        for (std::int64_t k = 0; k < 50; ++k) {
            const Resample resample = drawGroups(groups, 42, k);
            QVERIFY(resample.counts[0] == resample.counts[1]
                    && resample.counts[1] == resample.counts[2]);
            QVERIFY(resample.counts[3] == resample.counts[4]);
            QCOMPARE(resample.counts[0] + resample.counts[3] + resample.counts[5], 3.0);
            QCOMPARE(static_cast<double>(resample.indices.size()),
                     std::accumulate(resample.counts.begin(), resample.counts.end(), 0.0));
            seen.insert(resample.indices);
        }
        QVERIFY(seen.size() > 10);
        QCOMPARE(drawGroups(groups, 42, 7).indices, drawGroups(groups, 42, 7).indices);
    }

    void quantilesAreInterpolated()
    {
        QCOMPARE(quantile({4.0, 1.0, 3.0, 2.0}, 0.0), 1.0);
        QCOMPARE(quantile({4.0, 1.0, 3.0, 2.0}, 0.5), 2.5);
        QCOMPARE(quantile({4.0, 1.0, 3.0, 2.0}, 0.95), 3.85);
        QCOMPARE(quantile({5.0}, 0.975), 5.0);
        QVERIFY(std::isnan(quantile({}, 0.5)));
    }

    void theNullKnowsWhatIsRelated_data()
    {
        QTest::addColumn<QString>("table");
        for (const char* table : {"cka", "cka-biased", "rsa", "mutual-knn", "procrustes"}) {
            QTest::newRow(table) << QString(table);
        }
    }
    void theNullKnowsWhatIsRelated()
    {
        QFETCH(QString, table);
        const SimilarityMap map = smallMap(table.toStdString(), 60);
        int layers = 0;
        const PermutationNull null = permutationNull(map, 60, 60, 42, {}, [&] { ++layers; });
        QCOMPARE(layers, 2); // the constant one has none
        QVERIFY(map.values()[0] > null.quantile95[0] + 0.1);
        for (const std::size_t cell : {0U, 1U, 3U, 4U}) {
            QVERIFY(null.mean[cell] < null.quantile95[cell]);
        }
        // Unrelated layers look as shuffled ones do.
        QVERIFY(std::abs(map.values()[4] - null.mean[4])
                < 5.0 * (null.quantile95[4] - null.mean[4]) + 1e-9);
        QVERIFY(std::isnan(null.mean[2]) && std::isnan(null.quantile95[5]));
        if (table == "cka") {
            COMPARE_NEAR(null.mean[4], 0.0, 0.02);
        }
    }

    void theIntervalHoldsTheValue()
    {
        const SimilarityMap map = smallMap("cka", 80);
        Indices groups(80);
        std::iota(groups.begin(), groups.end(), 0);
        int resamples = 0;
        const BootstrapInterval interval =
            bootstrapInterval(map, groups, 60, 42, {}, [&] { ++resamples; });
        QCOMPARE(resamples, 60);
        for (const std::size_t cell : {0U, 1U, 3U, 4U}) {
            QVERIFY(interval.low[cell] < map.values()[cell]);
            QVERIFY(interval.high[cell] > map.values()[cell]);
            QVERIFY(interval.high[cell] - interval.low[cell] < 0.5);
        }
        QVERIFY(std::isnan(interval.low[2]) && std::isnan(interval.high[5]));
    }

    void aStopIsFelt()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        const SimilarityMap map = smallMap("cka", 20);
        Indices groups(20);
        std::iota(groups.begin(), groups.end(), 0);
        QVERIFY_EXCEPTION_THROWN(permutationNull(map, 20, 5, 1, context), Canceled);
        QVERIFY_EXCEPTION_THROWN(bootstrapInterval(map, groups, 5, 1, context), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstResampling)
#include "tst_resampling.moc"
