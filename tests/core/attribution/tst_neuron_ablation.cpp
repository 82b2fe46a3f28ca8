// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"

#include "core/engine/attribution/neuron_ablation.h"
#include "core/run/ablation.h"
#include "core/run/error.h"
#include "core/run/open_model.h"
#include "core/support/atomic_file.h"

#include <ATen/ops/arange.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

TokenBatch someBatch()
{
    return {(at::arange(18, at::kLong) * 37 % 97).view({2, 9}), {}};
}

} // namespace

/// Neurons switched off or scaled while a model computes.
class TstNeuronAblation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scaledNeuronsAreScaledColumns_data()
    {
        QTest::addColumn<double>("factor");
        QTest::newRow("off") << 0.0;
        QTest::newRow("half") << 0.5;
        QTest::newRow("reversed") << -1.0;
    }
    void scaledNeuronsAreScaledColumns()
    {
        QFETCH(double, factor);
        const c10::InferenceMode inference;
        const ModelConfig config = tinyConfig("qwen3");
        Weights weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        const std::vector<NeuronId> neurons{{1, NeuronKind::Ffn, 7},
                                            {1, NeuronKind::Ffn, 150},
                                            {1, NeuronKind::Ffn, 7}, // twice counts once
                                            {2, NeuronKind::Attention, 20}};
        const at::Tensor found = withScaledNeurons(*model, neurons, factor)->forward(someBatch());
        for (const auto& [layer, module, index] :
             {std::tuple(1, Module::DownProj, 7), std::tuple(1, Module::DownProj, 150),
              std::tuple(2, Module::OProj, 20)}) {
            at::Tensor matrix = weights[weightName(layer, module)].clone();
            matrix.select(1, index).mul_(factor);
            weights[weightName(layer, module)] = matrix;
        }
        const at::Tensor expected =
            TransformerModel::fromWeights(config, weights)->forward(someBatch());
        QVERIFY((found - expected).abs().max().item<double>() < 1e-4);
        QVERIFY((found - model->forward(someBatch())).abs().max().item<double>() > 1e-3);
    }

    void factorOneChangesNothing()
    {
        const c10::InferenceMode inference;
        const auto model = plantedModel(tinyConfig("llama"));
        const at::Tensor same =
            withScaledNeurons(*model, {{0, NeuronKind::Ffn, 3}}, 1.0)->forward(someBatch());
        QVERIFY(same.equal(model->forward(someBatch())));
    }

    void neuronsOutsideTheModelAreRefused()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        QVERIFY_EXCEPTION_THROWN(withScaledNeurons(*model, {{0, NeuronKind::Ffn, 160}}, 0.0),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(withScaledNeurons(*model, {{3, NeuronKind::Ffn, 0}}, 0.0),
                                 StudyError);
    }

    void randomNeuronsAreOthersOfTheSameLayers()
    {
        const ModelConfig config = tinyConfig("llama");
        const std::vector<NeuronId> neurons{
            {0, NeuronKind::Ffn, 3}, {0, NeuronKind::Ffn, 4}, {2, NeuronKind::Attention, 5}};
        const std::vector<NeuronId> drawn = randomNeuronsLike(config, neurons, 42);
        QCOMPARE(drawn.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(drawn[i].layer, neurons[i].layer);
            QCOMPARE(drawn[i].kind, neurons[i].kind);
            QVERIFY(std::find(neurons.begin(), neurons.end(), drawn[i]) == neurons.end());
        }
        QVERIFY(!(drawn[0] == drawn[1]));
        QVERIFY(randomNeuronsLike(config, neurons, 42) == drawn);
        QVERIFY(!(randomNeuronsLike(config, neurons, 42, 1) == drawn));
    }

    void plantedNeuronHoldsTheAnswer_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("teacher") << "tiny-T";
        QTest::newRow("student") << "tiny-S";
    }
    void plantedNeuronHoldsTheAnswer()
    {
        QFETCH(QString, model);
        const auto truth =
            nlohmann::json::parse(readFile(kData / "truth.json"))["models"][model.toStdString()];
        AblationOptions options;
        options.model = kData / model.toStdString();
        options.data = kData / "demo.jsonl";
        options.rows.rows = {4};
        options.device = "cpu";
        options.newTokens = 3;
        const std::int64_t layer = truth["planted_layer"];
        const std::int64_t neuron = truth["planted_neuron"];
        options.neurons = {{layer, NeuronKind::Ffn, neuron}};
        const std::vector<AblatedRow> rows = ablateNeurons(options, RunContext());
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].target, std::string("Paris"));
        QVERIFY(std::abs(rows[0].before - truth["p_paris"].get<double>()) < 0.02);
        QVERIFY(std::abs(rows[0].after - truth["p_paris_ablated"].get<double>()) < 1e-3);
        QVERIFY(rows[0].random > 0.5);
        QCOMPARE(rows[0].randomDraws.size(), std::size_t{5});
        double sum = 0.0;
        for (const double each : rows[0].randomDraws) {
            QVERIFY(each > 0.5 && each <= 1.0);
            sum += each;
        }
        QVERIFY(std::abs(sum / 5.0 - rows[0].random) < 1e-12);
        options.draws = 0;
        QVERIFY_EXCEPTION_THROWN(ablateNeurons(options, RunContext()), StudyError);
        QCOMPARE(rows[0].textBefore.compare(0, 5, "Paris"), 0);
        QVERIFY(rows[0].textAfter.compare(0, 5, "Paris") != 0);
    }

    void anOpenModelAnswersTheSame()
    {
        AblationOptions options;
        options.model = kData / "tiny-S";
        options.data = kData / "demo.jsonl";
        options.rows.rows = {4, 5};
        options.device = "cpu";
        options.newTokens = 3;
        options.factor = 0.5;
        options.neurons = {{2, NeuronKind::Ffn, 137}, {1, NeuronKind::Attention, 5}};
        const std::vector<AblatedRow> expected = ablateNeurons(options, RunContext());
        OpenModelOptions open;
        open.device = "cpu";
        const auto model = OpenModel::open(options.model, open, RunContext());
        options.model.clear(); // not looked at
        const std::vector<AblatedRow> found = ablateNeurons(*model, options, RunContext());
        QCOMPARE(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].line, expected[i].line);
            QCOMPARE(found[i].before, expected[i].before);
            QCOMPARE(found[i].after, expected[i].after);
            QCOMPARE(found[i].random, expected[i].random);
            QCOMPARE(found[i].textBefore, expected[i].textBefore);
            QCOMPARE(found[i].textAfter, expected[i].textAfter);
        }
    }

    void someLayersOfAModelAreRefused()
    {
        AblationOptions options;
        options.data = kData / "demo.jsonl";
        options.rows.rows = {4};
        options.neurons = {{1, NeuronKind::Ffn, 5}};
        OpenModelOptions open;
        open.device = "cpu";
        open.layers = std::pair<std::int64_t, std::int64_t>{1, 2};
        const auto model = OpenModel::open(kData / "tiny-S", open, RunContext());
        QVERIFY_EXCEPTION_THROWN(ablateNeurons(*model, options, RunContext()), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstNeuronAblation)
#include "tst_neuron_ablation.moc"
