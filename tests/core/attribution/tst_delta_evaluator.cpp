// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"

#include "core/engine/attribution/interval_evaluator.h"
#include "core/engine/attribution/vocabulary_projection.h"

#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// attribution.md 5.6: two neurons, three coordinates, four tokens.
ModelConfig goldenConfig()
{
    ModelConfig config = tinyConfig("llama");
    config.layers = 1;
    config.hiddenSize = 3;
    config.intermediateSize = 2;
    config.heads = config.kvHeads = 1;
    config.headDim = 2;
    config.vocabSize = 4;
    config.rmsNormEps = 1e-5;
    return config;
}

Weights goldenWeights()
{
    Weights weights = plantedWeights(goldenConfig());
    weights[kUnembeddingName] =
        at::tensor({1.0, 0.0, -1.0, 0.5, 1.0, 0.0, -1.0, 0.5, 1.0, 0.0, -1.0, 0.5})
            .view({4, 3})
            .to(at::kFloat);
    weights[kFinalNormName] = at::tensor({1.0, 0.5, 2.0}).to(at::kFloat);
    return weights;
}

/// The golden vectors are not float32 numbers: in float64 they are as printed.
at::Tensor goldenVectors()
{
    return at::tensor({0.3, 0.2, -0.5, -0.1, 0.4, 0.25}).view({2, 3});
}

double goldenScale()
{
    return 1.0 / std::sqrt((1.0 + 4.0 + 0.25) / 3.0 + 1e-5);
}

BaseDistributions goldenBases(const TransformerModel& model, double scale)
{
    const at::Tensor u = at::tensor({0.2, -0.4, 0.6});
    return baseDistributions(model, (u * finalGain(model) * scale).unsqueeze(0), {2}, 1,
                             RunContext());
}

Directions goldenDirections(const TransformerModel& model, const BaseDistributions& bases,
                            double scale)
{
    Directions directions;
    directions.vectors = goldenVectors();
    directions.coefficients = at::tensor({0.8, -1.5}).unsqueeze(1) * scale;
    const at::Tensor gained = goldenVectors() * finalGain(model);
    directions.slopes = at::matmul(gained, bases.reader.t());
    directions.lengths = gained.square().sum(1).sqrt();
    return directions;
}

bool isNear(const at::Tensor& values, const std::vector<double>& expected, double tolerance)
{
    return (values.flatten() - at::tensor(expected)).abs().max().item<double>() < tolerance;
}

/// Exact values in extended precision; scores of the directions and the first-order ones.
struct Exact {
    std::vector<long double> delta;
    std::vector<long double> firstOrder;
};

std::vector<long double> longValues(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).contiguous();
    const auto* data = wide.const_data_ptr<double>();
    return {data, data + wide.numel()};
}

Exact exactScores(const at::Tensor& head, const at::Tensor& gain, const at::Tensor& base,
                  std::int64_t target, const Directions& directions)
{
    const auto rows = static_cast<std::size_t>(head.size(0));
    const auto width = static_cast<std::size_t>(head.size(1));
    const std::vector<long double> w = longValues(head);
    const std::vector<long double> g = longValues(gain);
    const std::vector<long double> x = longValues(base);
    const std::vector<long double> vectors = longValues(directions.vectors);
    const std::vector<long double> c = longValues(directions.coefficients);
    std::vector<long double> p(rows);
    long double sum = 0.0L;
    for (std::size_t v = 0; v < rows; ++v) {
        long double logit = 0.0L;
        for (std::size_t k = 0; k < width; ++k) {
            logit += w[v * width + k] * x[k];
        }
        p[v] = std::exp(logit);
        sum += p[v];
    }
    Exact exact;
    for (std::size_t i = 0; i < c.size(); ++i) {
        std::vector<long double> effect(rows);
        for (std::size_t v = 0; v < rows; ++v) {
            for (std::size_t k = 0; k < width; ++k) {
                effect[v] += w[v * width + k] * g[k] * vectors[i * width + k];
            }
            effect[v] *= c[i];
        }
        const auto t = static_cast<std::size_t>(target);
        long double changed = 0.0L;
        long double slope = 0.0L;
        for (std::size_t v = 0; v < rows; ++v) {
            changed += p[v] / sum * std::expm1(effect[v] - effect[t]);
            slope -= p[v] / sum * (effect[v] - effect[t]);
        }
        exact.delta.push_back(-std::log1p(changed));
        exact.firstOrder.push_back(slope);
    }
    return exact;
}

} // namespace

/// Delta and its bounds (attribution.md 5.1, 5.4, 5.6, tests 1 and 3 of section 9).
class TstDeltaEvaluator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { at::manual_seed(1); }

    void goldenExample_data()
    {
        QTest::addColumn<double>("scale");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("second");
        QTest::newRow("corrected") << goldenScale() << -0.5678233263 << -0.6107030062;
        QTest::newRow("scale of the official code")
            << 0.8729249504 << -0.6349416400 << -0.6932032660;
    }
    void goldenExample()
    {
        QFETCH(double, scale);
        QFETCH(double, first);
        QFETCH(double, second);
        const auto model = TransformerModel::fromWeights(goldenConfig(), goldenWeights());
        const BaseDistributions bases = goldenBases(*model, scale);
        const Directions directions = goldenDirections(*model, bases, scale);
        const DeltaEvaluator evaluator(*model, bases);
        const DeltaScores precise =
            evaluator.evaluate({directions}, at::kDouble, RunContext()).front();
        QVERIFY(isNear(precise.values, {first, second}, 1e-9));
        const DeltaScores decided = evaluator.decide(directions, RunContext());
        QVERIFY(isNear(decided.values, {first, second}, 1e-9));
        const DeltaScores fast = evaluator.evaluate({directions}, at::kFloat, RunContext()).front();
        QVERIFY(isNear(fast.values, {first, second}, 1e-6));
    }

    void goldenBaseAndFirstOrder()
    {
        QVERIFY(std::abs(goldenScale() - 0.7559267862) < 1e-10);
        const auto model = TransformerModel::fromWeights(goldenConfig(), goldenWeights());
        const BaseDistributions bases = goldenBases(*model, goldenScale());
        QVERIFY(isNear(bases.targetLogprobs(), {-0.96872542}, 1e-8));
        const at::Tensor head = goldenWeights()[kUnembeddingName].to(at::kDouble);
        const at::Tensor p = probabilitiesOf(bases, 0, head);
        QVERIFY(isNear(
            p, {std::exp(-2.40498631), std::exp(-1.72465221), 0.0, std::exp(-1.04431810)}, 1e-8));
        const DeltaScores first =
            firstOrderScores(goldenDirections(*model, bases, goldenScale()), bases, 4);
        QVERIFY(isNear(first.values, {-0.4392166, -0.5035965}, 1e-7));
    }

    /// Test 3 of section 9: 1e4 random cases, both arithmetics, every error within its bound.
    void boundsHold_data()
    {
        QTest::addColumn<bool>("isDouble");
        QTest::addColumn<double>("size");
        for (const double size : {1e-4, 1e-2, 0.3, 3.0}) {
            QTest::addRow("float32, effects of %g", size) << false << size;
            QTest::addRow("float64, effects of %g", size) << true << size;
        }
    }
    void boundsHold()
    {
        QFETCH(bool, isDouble);
        QFETCH(double, size);
        const c10::InferenceMode inference;
        ModelConfig config = tinyConfig("llama");
        config.vocabSize = 60;
        Weights weights = plantedWeights(config);
        double largestShare = 0.0;
        for (int round = 0; round < 25; ++round) {
            weights[kUnembeddingName] = at::randn({60, 64});
            weights[kFinalNormName] = at::rand({64}) + 0.5;
            const auto model = TransformerModel::fromWeights(config, weights);
            const at::Tensor base = at::randn({1, 64}, at::kDouble) * (round % 5 == 0 ? 2.0 : 0.2);
            const std::int64_t target = round % 2 == 0
                ? at::matmul(weights[kUnembeddingName].to(at::kDouble), base[0])
                      .argmax()
                      .item<std::int64_t>()
                : 17;
            const BaseDistributions bases =
                baseDistributions(*model, base, {target}, 1, RunContext(), true);
            Directions directions;
            directions.vectors = at::randn({50, 64});
            directions.coefficients = at::randn({50, 1}, at::kDouble) * (size / 8.0);
            const at::Tensor gained = directions.vectors.to(at::kDouble) * finalGain(*model);
            directions.slopes = at::matmul(gained, bases.reader.t());
            directions.lengths = gained.square().sum(1).sqrt();
            const Exact exact = exactScores(weights[kUnembeddingName], weights[kFinalNormName],
                                            base, target, directions);
            const DeltaScores first = firstOrderScores(directions, bases, 60);
            const DeltaScores scores =
                DeltaEvaluator(*model, bases)
                    .evaluate({directions}, isDouble ? at::kDouble : at::kFloat, RunContext())
                    .front();
            const DeltaScores intervals =
                IntervalEvaluator(*model, bases, 1, RunContext()).evaluate(directions, round % 3);
            for (std::int64_t i = 0; i < 50; ++i) {
                const auto place = static_cast<std::size_t>(i);
                const double upper =
                    first.values[i][0].item<double>() + first.errors[i][0].item<double>();
                QVERIFY(static_cast<long double>(upper) >= exact.delta[place]);
                QVERIFY(std::abs(static_cast<long double>(first.values[i][0].item<double>())
                                 - exact.firstOrder[place])
                        <= static_cast<long double>(first.errors[i][0].item<double>()));
                const double half = intervals.errors[i][0].item<double>();
                QVERIFY(std::abs(static_cast<long double>(intervals.values[i][0].item<double>())
                                 - exact.delta[place])
                        <= static_cast<long double>(half));
                const double error = scores.errors[i][0].item<double>();
                if (!std::isfinite(error)) {
                    continue; // told to be beyond this arithmetic
                }
                const double off = static_cast<double>(
                    std::abs(static_cast<long double>(scores.values[i][0].item<double>())
                             - exact.delta[place]));
                QVERIFY2(off <= error, qPrintable(QString("%1 above %2").arg(off).arg(error)));
                largestShare = std::max(largestShare, off / error);
            }
        }
        qInfo("largest error: %.3g of its bound", largestShare);
    }

    void severalTargetsShareOneProduct()
    {
        const c10::InferenceMode inference;
        const auto model = plantedModel(tinyConfig("llama"));
        const at::Tensor vectors = at::randn({3, 64}, at::kDouble) * 0.3;
        const BaseDistributions bases =
            baseDistributions(*model, vectors, {4, 90, 31}, 3, RunContext());
        Directions all;
        all.vectors = at::randn({6, 64});
        all.coefficients = at::randn({6, 3}, at::kDouble) * 0.1;
        const at::Tensor gained = all.vectors.to(at::kDouble) * finalGain(*model);
        all.slopes = at::matmul(gained, bases.reader.t());
        all.lengths = gained.square().sum(1).sqrt();
        const DeltaEvaluator evaluator(*model, bases);
        const at::Tensor together =
            evaluator.evaluate({all}, at::kDouble, RunContext()).front().values;
        for (std::int64_t k = 0; k < 3; ++k) {
            Directions one = all;
            one.coefficients = all.coefficients.narrow(1, k, 1).contiguous();
            one.slopes = all.slopes.narrow(1, k, 1).contiguous();
            one.base = k;
            const at::Tensor alone = evaluator.decide(one, RunContext()).values;
            QVERIFY((alone.select(1, 0) - together.select(1, k)).abs().max().item<double>()
                    < 1e-12);
        }
    }

    void equalDirectionsAreDecidedEqual()
    {
        const c10::InferenceMode inference;
        const auto model = plantedModel(tinyConfig("qwen3"));
        const BaseDistributions bases =
            baseDistributions(*model, at::randn({1, 64}, at::kDouble), {12}, 1, RunContext());
        const at::Tensor one = at::randn({64});
        Directions directions;
        directions.vectors = at::stack({one, at::randn({64}), one});
        directions.coefficients = at::tensor({0.2, 0.1, 0.2}).unsqueeze(1);
        directions.slopes = directions.coefficients;
        directions.lengths = directions.coefficients.select(1, 0);
        const at::Tensor decided =
            DeltaEvaluator(*model, bases).decide(directions, RunContext()).values;
        QCOMPARE(decided[0][0].item<double>(), decided[2][0].item<double>());
    }

    void hugeEffectsAreLeftToTheDecidingForm()
    {
        const c10::InferenceMode inference;
        const auto model = plantedModel(tinyConfig("llama"));
        const BaseDistributions bases =
            baseDistributions(*model, at::randn({1, 64}, at::kDouble), {12}, 1, RunContext());
        Directions directions;
        directions.vectors = at::randn({2, 64});
        directions.coefficients = at::tensor({500.0, -500.0}).unsqueeze(1);
        const at::Tensor gained = directions.vectors.to(at::kDouble) * finalGain(*model);
        directions.slopes = at::matmul(gained, bases.reader.t());
        directions.lengths = gained.square().sum(1).sqrt();
        const DeltaEvaluator evaluator(*model, bases);
        for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
            const DeltaScores scores = evaluator.evaluate({directions}, type, RunContext()).front();
            QVERIFY(scores.errors.isinf().all().item<bool>());
        }
        const DeltaScores decided = evaluator.decide(directions, RunContext());
        QVERIFY(decided.values.isfinite().all().item<bool>());
        QVERIFY(decided.values.abs().max().item<double>() > 50.0);
    }
};

QTEST_GUILESS_MAIN(TstDeltaEvaluator)
#include "tst_delta_evaluator.moc"
