// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/model/tiny_models.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

/// attribution.md section 8 on tiny models whose weights are in memory.
class TstVocabularyProjection : public QObject {
    Q_OBJECT

    static double largestDifference(const at::Tensor& a, const at::Tensor& b)
    {
        return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
    }

private Q_SLOTS:
    void projectionIsGainThenUnembedding_data()
    {
        QTest::addColumn<QString>("family");
        for (const char* family : {"llama", "qwen2-tied", "qwen3", "mistral"}) {
            QTest::newRow(family) << QString(family);
        }
    }
    void projectionIsGainThenUnembedding()
    {
        QFETCH(QString, family);
        const c10::InferenceMode inference;
        const ModelConfig config = referenceConfig(family.toStdString());
        const auto weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        const at::Tensor unembedding =
            weights.at(config.isTied ? kEmbeddingName : kUnembeddingName).to(at::kDouble);
        const at::Tensor gain = weights.at(kFinalNormName).to(at::kDouble);
        for (const NeuronKind kind : {NeuronKind::Ffn, NeuronKind::Attention}) {
            const at::Tensor matrix = weights.at(
                weightName(1, kind == NeuronKind::Ffn ? Module::DownProj : Module::OProj));
            QCOMPARE(neuronCount(config, kind), matrix.size(1));
            const at::Tensor vector = neuronVector(*model, {1, kind, 7});
            QVERIFY(vector.equal(matrix.select(1, 7)));
            const at::Tensor wide = vector.to(at::kDouble);
            const at::Tensor with = at::matmul(unembedding, gain * wide);
            const at::Tensor without = at::matmul(unembedding, wide);
            QVERIFY(largestDifference(projectVectors(*model, vector.unsqueeze(0), true)[0], with)
                    < 1e-5);
            QVERIFY(
                largestDifference(projectVectors(*model, vector.unsqueeze(0), false)[0], without)
                < 1e-5);
            QVERIFY(largestDifference(projectPrecisely(*model, vector, 50), with.narrow(0, 0, 50))
                    < 1e-14);
            // The same number from the token's side.
            QVERIFY(std::abs(tokenLogits(*model, 31, 1, kind)[7].item<double>()
                             - with[31].item<double>())
                    < 1e-14);
        }
    }

    void gramGivesLengthsOfWhatIsWritten()
    {
        const c10::InferenceMode inference;
        const auto model = plantedModel(tinyConfig("llama"));
        const at::Tensor vector = neuronVector(*model, {2, NeuronKind::Attention, 11});
        const at::Tensor written = projectPrecisely(*model, vector, 60);
        const at::Tensor wide = vector.to(at::kDouble);
        const double square =
            at::matmul(wide, at::matmul(writtenGram(*model, 60, RunContext()), wide))
                .item<double>();
        QVERIFY(std::abs(square - written.square().sum().item<double>()) < 1e-12);
        const at::Tensor back = readBack(*model, written) * finalGain(*model);
        QVERIFY(std::abs(at::matmul(back, wide).item<double>() - square) < 1e-12);
    }

    void equalValuesAreOrderedByIndex()
    {
        const float values[] = {1.F, 3.F, 3.F, -2.F, 1.F, -2.F};
        QCOMPARE(extremes(values, 6, 4, true), (std::vector<std::int64_t>{1, 2, 0, 4}));
        QCOMPARE(extremes(values, 6, 3, false), (std::vector<std::int64_t>{3, 5, 0}));
        QCOMPARE(extremes(values, 6, 9, true).size(), std::size_t{6});
    }

    void neuronsOutsideTheModelAreNamed()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        const auto messageOf = [&](const NeuronId& neuron) {
            try {
                neuronVector(*model, neuron);
            } catch (const StudyError& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QCOMPARE(messageOf({3, NeuronKind::Ffn, 0}),
                 QString("[layer] expected a number from 0 to 2, got 3"));
        QCOMPARE(messageOf({1, NeuronKind::Attention, 64}),
                 QString("[attn neuron of layer 1] expected a number from 0 to 63, got 64"));
        QCOMPARE(messageOf({1, NeuronKind::Ffn, -1}),
                 QString("[ffn neuron of layer 1] expected a number from 0 to 159, got -1"));
    }
};

QTEST_GUILESS_MAIN(TstVocabularyProjection)
#include "tst_vocabulary_projection.moc"
