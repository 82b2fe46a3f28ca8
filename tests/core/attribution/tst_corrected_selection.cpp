// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"
#include "tests/core/attribution/corrected_scene.h"

#include "core/engine/attribution/corrected_attribution.h"

#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace neurograft;

/// Which neurons `corrected` attribution selects: pruned searches give the order of the full one.
class TstCorrectedSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void prunedEqualsFull_data() { addFamilies(); }
    void prunedEqualsFull()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const Scene scene(name.toStdString(), CoefficientPolicy::Sum);
        for (const std::int64_t wanted : {0, 1, 6, 30}) {
            const ModelAttribution full = scene.attribute(options(wanted, true));
            const ModelAttribution pruned = scene.attribute(options(wanted, false));
            for (std::size_t i = 0; i < 3; ++i) {
                QCOMPARE(pairs(pruned.families[i].best), pairs(full.families[i].best));
                QCOMPARE(pruned.families[i].best.size(), std::size_t{3});
                QVERIFY(pruned.families[i].evaluated <= full.families[i].evaluated);
                for (const auto& [layer, neuron] : pairs(pruned.families[i].best)) {
                    const double one =
                        layerScores(pruned.families[i], layer)[neuron].item<double>();
                    const double other =
                        layerScores(full.families[i], layer)[neuron].item<double>();
                    QVERIFY(std::abs(one - other) <= 1e-5 * std::abs(other) + 1e-8);
                }
            }
        }
    }

    void setsWithoutOrderAreTheSame_data() { addFamilies(); }
    void setsWithoutOrderAreTheSame()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const Scene scene(name.toStdString(), CoefficientPolicy::Sum);
        for (const std::int64_t wanted : {1, 9, 40}) {
            const ModelAttribution full = scene.attribute(options(wanted, true));
            CorrectedOptions chosen = options(wanted, false);
            chosen.isSetsOnly = true;
            const ModelAttribution sets = scene.attribute(chosen);
            for (std::size_t i = 0; i < 3; ++i) {
                auto expected = pairs(full.families[i].best);
                std::sort(expected.begin(), expected.end());
                QCOMPARE(pairs(sets.families[i].best), expected);
            }
        }
    }

    /// Over many tokens the order comes from intervals that grow narrower; equal neurons included.
    void intervalsGiveTheOrderOfTheFullScan_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<bool>("isGlobal");
        QTest::newRow("one row") << 1 << false;
        QTest::newRow("two rows of several positions") << 2 << false;
        QTest::newRow("one budget for all layers") << 1 << true;
    }
    void intervalsGiveTheOrderOfTheFullScan()
    {
        QFETCH(int, rows);
        QFETCH(bool, isGlobal);
        const c10::InferenceMode inference;
        ModelConfig config = tinyConfig("llama");
        config.vocabSize = 5000;
        Weights weights = plantedWeights(config);
        at::manual_seed(4);
        // As of a trained model: probabilities of very different size, rows with a common part.
        weights[kUnembeddingName] = at::randn({5000, 64}) * 0.7 + at::randn({64});
        at::Tensor down = weights[weightName(1, Module::DownProj)].clone();
        down.select(1, 140).copy_(down.select(1, 3));
        weights[weightName(1, Module::DownProj)] = down;
        const auto model = TransformerModel::fromWeights(config, weights);
        CapturedCases cases = captureCases(*model, {kRows.begin(), kRows.begin() + rows},
                                           CoefficientPolicy::Sum, RunContext());
        at::Tensor& m = cases.layers[1].m;
        m = m.clone();
        m.select(1, 140).copy_(m.select(1, 3));
        for (const std::int64_t wanted : {1, 12, 60}) {
            CorrectedOptions chosen = options(wanted, false);
            chosen.sizes.isGlobal = isGlobal;
            const ModelAttribution pruned =
                attributeCorrected(*model, cases, chosen, {}, RunContext());
            chosen.isFull = true;
            const ModelAttribution full =
                attributeCorrected(*model, cases, chosen, {}, RunContext());
            chosen.isFull = false;
            chosen.isSetsOnly = true;
            const ModelAttribution sets =
                attributeCorrected(*model, cases, chosen, {}, RunContext());
            for (std::size_t i = 0; i < 3; ++i) {
                auto best = pairs(full.families[i].best);
                QCOMPARE(pairs(pruned.families[i].best), best);
                for (const auto& [layer, neuron] : best) {
                    const double one =
                        layerScores(pruned.families[i], layer)[neuron].item<double>();
                    const double other =
                        layerScores(full.families[i], layer)[neuron].item<double>();
                    QVERIFY(std::abs(one - other) <= 2.1e-4 * std::abs(other) + 1e-9);
                }
                auto unordered = pairs(sets.families[i].best);
                std::sort(best.begin(), best.end());
                std::sort(unordered.begin(), unordered.end());
                QCOMPARE(unordered, best);
            }
        }
    }

    void selectionIsTheOrderOfExactScores()
    {
        const c10::InferenceMode inference;
        const Scene scene("qwen2", CoefficientPolicy::Sum);
        const ModelAttribution found = scene.attribute(options(25, false));
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            const at::Tensor order = scene.brute().ffn(layer).argsort(-1, true);
            const auto& best =
                familyOf(found, ScoreFamily::Ffn).best[static_cast<std::size_t>(layer)];
            QCOMPARE(best.size(), std::size_t{25});
            for (std::size_t rank = 0; rank < best.size(); ++rank) {
                QCOMPARE(best[rank].neuron,
                         order[static_cast<std::int64_t>(rank)].item<std::int64_t>());
            }
        }
    }

    void equalNeuronsAreOrderedByIndex()
    {
        const c10::InferenceMode inference;
        const auto duplicate = [](Weights& weights) {
            at::Tensor matrix = weights[weightName(1, Module::DownProj)].clone();
            matrix.select(1, 140).copy_(matrix.select(1, 3));
            matrix.select(1, 77).copy_(matrix.select(1, 3));
            weights[weightName(1, Module::DownProj)] = matrix;
        };
        Scene scene("llama", CoefficientPolicy::Sum, duplicate);
        at::Tensor& m = scene.cases.layers[1].m; // [P,f]
        m = m.clone();
        m.select(1, 140).copy_(m.select(1, 3));
        m.select(1, 77).copy_(m.select(1, 3));
        const auto placesOf = [&](bool isFull) {
            const ModelAttribution found = scene.attribute(options(160, isFull));
            const auto& best = familyOf(found, ScoreFamily::Ffn).best[1];
            std::vector<std::size_t> places;
            for (const std::int64_t neuron : {3, 77, 140}) {
                places.push_back(static_cast<std::size_t>(
                    std::find_if(best.begin(), best.end(),
                                 [&](const LayerNeuron& each) { return each.neuron == neuron; })
                    - best.begin()));
            }
            return places;
        };
        const std::vector<std::size_t> places = placesOf(true);
        QCOMPARE(places[1], places[0] + 1);
        QCOMPARE(places[2], places[1] + 1);
        QCOMPARE(placesOf(false), places);
        // A cut between equal neurons keeps the smaller indices.
        const auto wanted = static_cast<std::int64_t>(places[1]) + 1;
        for (const bool isFull : {false, true}) {
            const ModelAttribution found = scene.attribute(options(wanted, isFull));
            QCOMPARE(familyOf(found, ScoreFamily::Ffn).best[1].back().neuron, std::int64_t{77});
        }
    }

    void globalBudgetIsOneList()
    {
        const c10::InferenceMode inference;
        const Scene scene("llama", CoefficientPolicy::Sum);
        CorrectedOptions chosen = options(10, false);
        chosen.sizes.isGlobal = true;
        chosen.sizes.layers = 2;
        const ModelAttribution found = scene.attribute(chosen);
        chosen.isFull = true;
        const ModelAttribution full = scene.attribute(chosen);
        const FamilyAttribution& family = familyOf(found, ScoreFamily::Ffn);
        QCOMPARE(family.layers.size(), std::size_t{2});
        QCOMPARE(family.best.size(), std::size_t{1});
        QCOMPARE(family.best[0].size(), std::size_t{20});
        QCOMPARE(pairs(family.best), pairs(familyOf(full, ScoreFamily::Ffn).best));
        std::vector<std::pair<double, std::pair<std::int64_t, std::int64_t>>> all;
        for (const std::int64_t layer : family.layers) {
            const at::Tensor scores = scene.brute().ffn(layer);
            for (std::int64_t i = 0; i < 160; ++i) {
                all.push_back({-scores[i].item<double>(), {layer, i}});
            }
        }
        std::sort(all.begin(), all.end());
        for (std::size_t rank = 0; rank < 20; ++rank) {
            QCOMPARE(pairs(family.best)[rank], all[rank].second);
        }
    }

    void bestLayersAreSelected()
    {
        QCOMPARE(bestLayers({0.1, 0.5, 0.5, -1.0}, 2, false), (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(bestLayers({0.5, 0.1, 0.5}, 1, false), (std::vector<std::int64_t>{0}));
        QCOMPARE(bestLayers({0.5, 0.1, 0.5}, 1, true), (std::vector<std::int64_t>{2}));
        QCOMPARE(bestLayers({0.5, 0.1}, 9, false), (std::vector<std::int64_t>{0, 1}));
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(bestLayers({0.5, nan, 0.9}, 1, true), (std::vector<std::int64_t>{1}));
    }
};

QTEST_GUILESS_MAIN(TstCorrectedSelection)
#include "tst_corrected_selection.moc"
