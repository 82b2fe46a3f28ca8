// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"

#include "core/engine/attribution/gradient_attribution.h"
#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

const AttributionRow kRow = plantedRow(9, 1, 37);

/// ln p of the row's target when the coefficients of one layer at the scored position are scaled.
/// @param share factor of every neuron; @param only when not negative: of this neuron alone
double scaledLogprob(const TransformerModel& model, std::int64_t layer, bool isFfn, double share,
                     std::int64_t only = -1)
{
    const at::NoGradGuard noGrad;
    const TokenBatch batch = padLeft({kRow.ids}, 0, at::kCPU);
    const BatchContext context = model.prepare(batch);
    at::Tensor x = model.embed(batch);
    for (std::int64_t before = 0; before < layer; ++before) {
        x = model.runLayer(before, x, context);
    }
    at::Tensor coefficients;
    at::Tensor r;
    LayerCapture capture;
    capture.request =
        static_cast<std::uint32_t>(isFfn ? Internal::FfnCoefficients : Internal::AttentionZ)
        | static_cast<std::uint32_t>(Internal::ResidualMid);
    capture.sink = [&](Internal which, const at::Tensor& tensor) {
        (which == Internal::ResidualMid ? r : coefficients) = tensor.clone();
    };
    model.runLayer(layer, x, context, &capture);
    at::Tensor last = coefficients[0][kRow.positions[0]];
    (only < 0 ? last : last.narrow(0, only, 1)).mul_(share);
    const at::Tensor written =
        linearOver(coefficients,
                   model.parameter(weightName(static_cast<int>(layer),
                                              isFfn ? Module::DownProj : Module::OProj)),
                   {});
    at::Tensor hidden = isFfn ? r + written : model.runFeedForward(layer, x + written);
    for (std::int64_t later = layer + 1; later < model.config().layers; ++later) {
        hidden = model.runLayer(later, hidden, context);
    }
    const at::Tensor logits = model.head(hidden[0][kRow.positions[0]]).to(at::kDouble);
    return at::log_softmax(logits, 0)[kRow.targets[0]].item<double>();
}

ModelAttribution attribute(const TransformerModel& model, std::int64_t steps)
{
    GradientOptions options;
    options.steps = steps;
    options.sizes = {10, 5, 2, 3, false};
    return attributeByGradient(model, {kRow}, options, RunContext());
}

} // namespace

/// Scores by gradients: finite differences, and completeness of integrated gradients.
class TstGradientAttribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void activationTimesGradientIsADirectionalDerivative_data()
    {
        QTest::addColumn<QString>("family");
        for (const char* family : {"llama", "qwen2", "qwen3"}) {
            QTest::newRow(family) << QString(family);
        }
    }
    void activationTimesGradientIsADirectionalDerivative()
    {
        QFETCH(QString, family);
        const auto model = plantedModel(tinyConfig(family.toStdString()));
        const ModelAttribution found = attribute(*model, 0);
        constexpr double kStep = 0.02;
        const auto slope = [&](std::int64_t layer, bool isFfn, std::int64_t only) {
            return (scaledLogprob(*model, layer, isFfn, 1.0 + kStep, only)
                    - scaledLogprob(*model, layer, isFfn, 1.0 - kStep, only))
                / (2.0 * kStep);
        };
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const auto place = static_cast<std::size_t>(layer);
            QVERIFY(std::abs(found.layerFfn[place] - slope(layer, true, -1)) < 2e-3);
            QVERIFY(std::abs(found.layerAttention[place] - slope(layer, false, -1)) < 2e-3);
        }
        for (const std::int64_t neuron : {0, 33, 159}) {
            const double own = static_cast<double>(
                found.families[0].scores[static_cast<std::size_t>(160 + neuron)]);
            QVERIFY(std::abs(own - slope(1, true, neuron)) < 2e-3);
        }
    }

    void valuesThatAreNotFiniteAreNamed_data()
    {
        QTest::addColumn<int>("steps");
        QTest::newRow("activation times gradient") << 0;
        QTest::newRow("integrated gradients") << 2;
    }
    void valuesThatAreNotFiniteAreNamed()
    {
        QFETCH(int, steps);
        auto weights = plantedWeights(tinyConfig("llama"));
        const std::string name = weightName(1, Module::UpProj);
        weights[name] = weights[name].clone();
        weights[name][42].fill_(std::numeric_limits<float>::infinity());
        const auto model = TransformerModel::fromWeights(tinyConfig("llama"), weights);
        try {
            attribute(*model, steps);
            QFAIL("an infinite coefficient passed");
        } catch (const DomainError& error) {
            QCOMPARE(QString::fromStdString(error.where()),
                     QString("gradients, layer 1, ffn neuron 42"));
        }
    }

    void integratedGradientsAreComplete()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        const ModelAttribution found = attribute(*model, 40);
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const auto place = static_cast<std::size_t>(layer);
            const double ffn =
                scaledLogprob(*model, layer, true, 1.0) - scaledLogprob(*model, layer, true, 0.0);
            const double attention =
                scaledLogprob(*model, layer, false, 1.0) - scaledLogprob(*model, layer, false, 0.0);
            QVERIFY2(std::abs(found.layerFfn[place] - ffn) < 1e-2 * std::abs(ffn) + 2e-3,
                     qPrintable(QString("%1 for %2").arg(found.layerFfn[place]).arg(ffn)));
            QVERIFY(std::abs(found.layerAttention[place] - attention)
                    < 1e-2 * std::abs(attention) + 2e-3);
        }
    }

    void selectionsFollowTheScores()
    {
        const auto model = plantedModel(tinyConfig("qwen2"));
        const ModelAttribution found = attribute(*model, 0);
        QCOMPARE(found.families.size(), std::size_t{3});
        for (const FamilyAttribution& family : found.families) {
            QVERIFY(family.isFull);
            QCOMPARE(family.best.size(), std::size_t{3});
            for (const auto& list : family.best) {
                for (std::size_t rank = 1; rank < list.size(); ++rank) {
                    const auto scoreOf = [&](const LayerNeuron& each) {
                        return family.scores[static_cast<std::size_t>(each.layer * family.width
                                                                      + each.neuron)];
                    };
                    QVERIFY(scoreOf(list[rank - 1]) >= scoreOf(list[rank]));
                }
            }
        }
        // A value row has the sum of the columns of its group of two heads.
        const auto& columns = found.families[1].scores;
        const auto& rows = found.families[2].scores;
        QCOMPARE(rows.size(), columns.size() / 2);
        QVERIFY(std::abs(rows[17] - (columns[33] + columns[49])) < 1e-6F);
    }

    void severalTargetsAreAveraged()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        GradientOptions options;
        options.sizes = {1, 1, 1, 3, false};
        const AttributionRow both = plantedRow(9, 2, 37);
        const auto scores = [&](const AttributionRow& row) {
            return attributeByGradient(*model, {row}, options, RunContext()).layerFfn;
        };
        AttributionRow first = both;
        first.positions.resize(1);
        first.targets.resize(1);
        AttributionRow second = both;
        second.positions.erase(second.positions.begin());
        second.targets.erase(second.targets.begin());
        for (std::size_t layer = 0; layer < 3; ++layer) {
            const double mean = (scores(first)[layer] + scores(second)[layer]) / 2.0;
            QVERIFY(std::abs(scores(both)[layer] - mean) < 1e-6);
        }
    }
};

QTEST_GUILESS_MAIN(TstGradientAttribution)
#include "tst_gradient_attribution.moc"
