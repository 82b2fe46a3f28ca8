// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"
#include "tests/core/attribution/corrected_scene.h"

#include "core/engine/attribution/corrected_attribution.h"
#include "core/run/error.h"

#include <ATen/ops/stack.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

/// Largest relative difference, with a floor for scores near 0.
double relative(const at::Tensor& actual, const at::Tensor& expected)
{
    return ((actual - expected).abs() / (expected.abs() + 1e-2 * expected.abs().max()))
        .max()
        .item<double>();
}

} // namespace

/// `corrected` attribution against brute force in float64 (attribution.md 5, tests 2, 4, 5, 6).
class TstCorrectedAttribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scoresEqualBruteForce_data() { addFamilies(); }
    void scoresEqualBruteForce()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const Scene scene(name.toStdString(), CoefficientPolicy::Sum);
        const ModelAttribution found = scene.attribute(options(16, true));
        const BruteForce brute = scene.brute();
        QCOMPARE(found.families.size(), std::size_t{3});
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const LayerCases& each = scene.cases.layers[static_cast<std::size_t>(layer)];
            const at::Tensor ffn = brute.mean([&](std::int64_t k) {
                return brute.increase(each.r[k], each.o[k].unsqueeze(0), k);
            });
            const at::Tensor attention = brute.mean([&](std::int64_t k) {
                return brute.increase(each.x[k], each.a[k].unsqueeze(0), k);
            });
            const auto place = static_cast<std::size_t>(layer);
            QVERIFY(std::abs(found.layerFfn[place] - ffn.item<double>()) < 1e-9);
            QVERIFY(std::abs(found.layerAttention[place] - attention.item<double>()) < 1e-9);
            QVERIFY(
                relative(layerScores(familyOf(found, ScoreFamily::Ffn), layer), brute.ffn(layer))
                < 1e-4);
            QVERIFY(relative(layerScores(familyOf(found, ScoreFamily::Attention), layer),
                             brute.attention(layer))
                    < 1e-4);
            QVERIFY(relative(layerScores(familyOf(found, ScoreFamily::Value), layer),
                             brute.value(layer))
                    < 1e-4);
        }
    }

    void headsAreScoredAsAWhole_data() { addFamilies(); }
    void headsAreScoredAsAWhole()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const Scene scene(name.toStdString(), CoefficientPolicy::Sum);
        const ModelAttribution found = scene.attribute(options(4, true));
        const std::int64_t heads = scene.config.heads;
        const std::int64_t width = scene.config.headDim;
        QCOMPARE(static_cast<std::int64_t>(found.heads.size()), 3 * heads);
        QVERIFY(scene.attribute(options(4, false)).heads.empty());
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const LayerCases& each = scene.cases.layers[static_cast<std::size_t>(layer)];
            const at::Tensor matrix = scene.brute().matrix(layer, Module::OProj); // [d,H*h]
            for (std::int64_t head = 0; head < heads; ++head) {
                const at::Tensor expected = scene.brute().mean([&](std::int64_t k) {
                    const at::Tensor z = each.z[k].narrow(0, head * width, width).to(at::kDouble);
                    const at::Tensor added = at::matmul(matrix.narrow(1, head * width, width), z);
                    return scene.brute().increase(each.x[k], added.unsqueeze(0), k);
                });
                QVERIFY(std::abs(found.heads[static_cast<std::size_t>(layer * heads + head)]
                                 - expected.item<double>())
                        < 1e-9);
            }
        }
    }

    /// Test 5 of section 9: all neurons and the base reproduce the layer's logits.
    void neuronsAddUpToTheLayer()
    {
        const c10::InferenceMode inference;
        const Scene scene("qwen3", CoefficientPolicy::Sum);
        const LayerCases& each = scene.cases.layers[1];
        const at::Tensor sum =
            at::matmul(each.m.to(at::kDouble), scene.brute().matrix(1, Module::DownProj).t());
        QVERIFY((sum - each.o.to(at::kDouble)).abs().max().item<double>() < 1e-5);
        const at::Tensor attention =
            at::matmul(each.z.to(at::kDouble), scene.brute().matrix(1, Module::OProj).t());
        QVERIFY((attention - each.a.to(at::kDouble)).abs().max().item<double>() < 1e-5);
    }

    /// Test 6 of section 9.
    void valueRowsAreColumnsWithoutGrouping()
    {
        const c10::InferenceMode inference;
        ModelConfig config = tinyConfig("llama");
        config.kvHeads = config.heads;
        const auto model = plantedModel(config);
        const CapturedCases cases =
            captureCases(*model, kRows, CoefficientPolicy::Sum, RunContext());
        CorrectedOptions chosen = options(12, true);
        chosen.sizes.value = 12;
        const ModelAttribution found = attributeCorrected(*model, cases, chosen, {}, RunContext());
        const FamilyAttribution& value = familyOf(found, ScoreFamily::Value);
        const FamilyAttribution& columns = familyOf(found, ScoreFamily::Attention);
        QCOMPARE(value.scores, columns.scores);
        QCOMPARE(pairs(value.best), pairs(columns.best));
    }

    void sourcesAddUpToZ_data() { addFamilies(); }
    void sourcesAddUpToZ()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const Scene scene(name.toStdString(), CoefficientPolicy::PerSource);
        for (const LayerCases& each : scene.cases.layers) {
            QCOMPARE(each.bySource.size(), std::size_t{4});
            for (std::size_t k = 0; k < each.bySource.size(); ++k) {
                const at::Tensor z = each.z[static_cast<std::int64_t>(k)];
                QVERIFY((each.bySource[k].sum(0) - z).abs().max().item<double>() < 1e-5);
            }
            QCOMPARE(each.bySource[0].size(0), std::int64_t{8}); // positions 0 to 7
        }
    }

    void lastSourceIsTheLastRowOfTheSources()
    {
        const c10::InferenceMode inference;
        const Scene scene("qwen2", CoefficientPolicy::LastSource);
        const Scene all("qwen2", CoefficientPolicy::PerSource);
        const ModelAttribution found =
            scene.attribute(options(8, true, CoefficientPolicy::LastSource));
        const BruteForce brute = scene.brute();
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const auto& sources = all.cases.layers[static_cast<std::size_t>(layer)].bySource;
            const auto last = [&](std::int64_t k) {
                const at::Tensor& each = sources[static_cast<std::size_t>(k)];
                return each[each.size(0) - 1];
            };
            QVERIFY(relative(layerScores(familyOf(found, ScoreFamily::Attention), layer),
                             brute.mean(
                                 [&](std::int64_t k) { return brute.columns(layer, last(k), k); }))
                    < 1e-4);
            QVERIFY(relative(
                        layerScores(familyOf(found, ScoreFamily::Value), layer),
                        brute.mean([&](std::int64_t k) { return brute.groups(layer, last(k), k); }))
                    < 1e-4);
        }
    }

    void bestSourceDecidesPerSource()
    {
        const c10::InferenceMode inference;
        const Scene scene("llama", CoefficientPolicy::PerSource);
        const BruteForce brute = scene.brute();
        for (const bool isFull : {true, false}) {
            const ModelAttribution found =
                scene.attribute(options(20, isFull, CoefficientPolicy::PerSource));
            const FamilyAttribution& family = familyOf(found, ScoreFamily::Attention);
            QCOMPARE(family.sources.size(), family.scores.size());
            for (std::int64_t layer = 0; layer < 3; ++layer) {
                const auto& sources = scene.cases.layers[static_cast<std::size_t>(layer)].bySource;
                std::vector<at::Tensor> places;
                const auto largest = [&](bool isGroup) {
                    return brute.mean([&](std::int64_t k) {
                        std::vector<at::Tensor> scores;
                        const at::Tensor& each = sources[static_cast<std::size_t>(k)];
                        for (std::int64_t s = 0; s < each.size(0); ++s) {
                            scores.push_back(isGroup ? brute.groups(layer, each[s], k)
                                                     : brute.columns(layer, each[s], k));
                        }
                        const auto [values, indices] = at::stack(scores).max(0);
                        places.push_back(indices);
                        return values;
                    });
                };
                const at::Tensor columns = largest(false);
                const std::vector<at::Tensor> columnPlaces = places;
                const at::Tensor groups = largest(true);
                if (isFull) {
                    QVERIFY(relative(layerScores(family, layer), columns) < 1e-4);
                    QVERIFY(
                        relative(layerScores(familyOf(found, ScoreFamily::Value), layer), groups)
                        < 1e-4);
                }
                const at::Tensor order = columns.argsort(-1, true);
                const auto& best = family.best[static_cast<std::size_t>(layer)];
                for (std::size_t rank = 0; rank < best.size(); ++rank) {
                    const std::int64_t neuron = best[rank].neuron;
                    QCOMPARE(neuron, order[static_cast<std::int64_t>(rank)].item<std::int64_t>());
                    std::int64_t expected = columnPlaces[0][neuron].item<std::int64_t>();
                    for (const at::Tensor& place : columnPlaces) {
                        expected = place[neuron].item<std::int64_t>() == expected ? expected : -1;
                    }
                    QCOMPARE(static_cast<std::int64_t>(family.sources[static_cast<std::size_t>(
                                 layer * family.width + neuron)]),
                             expected);
                }
            }
        }
    }

    void previewIsFirstOrder()
    {
        const c10::InferenceMode inference;
        const Scene scene("llama", CoefficientPolicy::Sum);
        int calls = 0;
        attributeCorrected(
            *scene.model, scene.cases, options(8, true),
            [&](const ModelAttribution& preview) {
                ++calls;
                QCOMPARE(preview.layerFfn.size(), std::size_t{3});
                for (std::int64_t layer = 0; layer < 3; ++layer) {
                    const at::Tensor bound =
                        layerScores(familyOf(preview, ScoreFamily::Ffn), layer);
                    QVERIFY((bound + 1e-6 >= scene.brute().ffn(layer)).all().item<bool>());
                }
            },
            RunContext());
        QCOMPARE(calls, 1);
    }

    void valuesThatAreNotFiniteAreNamed_data()
    {
        QTest::addColumn<QString>("name"); // of the weight whose row is no number
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("where");
        const auto weight = [](int layer, Module module) {
            return QString::fromStdString(weightName(layer, module));
        };
        QTest::newRow("ffn coefficient")
            << weight(1, Module::UpProj) << 42 << "attribution, layer 1, ffn neuron 42";
        QTest::newRow("attention coefficient")
            << weight(1, Module::VProj) << 3 << "attribution, layer 1, attn neuron 3";
        QTest::newRow("written by attention")
            << weight(2, Module::OProj) << 5 << "attribution, layer 2";
        QTest::newRow("written by ffn")
            << weight(1, Module::DownProj) << 5 << "attribution, layer 1";
        QTest::newRow("embedding") << QString(kEmbeddingName) << 5 << "attribution, layer 0";
    }
    void valuesThatAreNotFiniteAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(int, row);
        QFETCH(QString, where);
        Weights weights = plantedWeights(tinyConfig("llama"));
        at::Tensor broken = weights.at(name.toStdString()).clone();
        broken.select(0, row).fill_(std::numeric_limits<float>::quiet_NaN());
        weights[name.toStdString()] = broken;
        const auto model = TransformerModel::fromWeights(tinyConfig("llama"), weights);
        const c10::InferenceMode inference;
        try {
            captureCases(*model, kRows, CoefficientPolicy::Sum, RunContext());
            QFAIL("a value that is no number passed");
        } catch (const DomainError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
    }

    void stopEndsTheRun()
    {
        const c10::InferenceMode inference;
        const Scene scene("llama", CoefficientPolicy::Sum);
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(
            attributeCorrected(*scene.model, scene.cases, options(8, true), {}, context), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstCorrectedAttribution)
#include "tst_corrected_attribution.moc"
