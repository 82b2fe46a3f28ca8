// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/corrected_attribution.h"
#include "core/text/tokenizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

/// Attribution on real weights: the pruned search equals the full scan on SmolLM2-135M. The folder
/// (made by the shared make_smollm2.py) is named by the environment variable NEUROGRAFT_SMOLLM2;
/// without it the test is skipped.
class TstSmollm2Attribution : public QObject {
    Q_OBJECT

    std::shared_ptr<TransformerModel> m_model;
    CapturedCases m_cases;

    CorrectedOptions options(bool isFull) const
    {
        const ModelConfig& config = m_model->config();
        CorrectedOptions chosen;
        chosen.sizes = {config.intermediateSize / 10, config.heads * config.headDim / 10,
                        config.kvHeads * config.headDim / 10, config.layers, false};
        chosen.isFull = isFull;
        return chosen;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray folder = qgetenv("NEUROGRAFT_SMOLLM2");
        if (folder.isEmpty()) {
            QSKIP("NEUROGRAFT_SMOLLM2 names no folder with SmolLM2-135M-Instruct.");
        }
        const fs::path path = folder.toStdString();
        const c10::InferenceMode inference;
        m_model = TransformerModel::load(path, {"cpu", "float32"});
        const std::vector<std::int32_t> ids =
            openTokenizer(path)
                ->encode("<|user|>\nThe capital of France is\n\n<|assistant|>\nIt is Paris", true)
                .ids;
        AttributionRow row;
        row.ids.assign(ids.begin(), ids.end() - 1);
        row.positions = {static_cast<std::int64_t>(ids.size()) - 2};
        row.targets = {ids.back()};
        m_cases = captureCases(*m_model, {row}, CoefficientPolicy::Sum, RunContext());
    }

    void prunedEqualsFull()
    {
        const c10::InferenceMode inference;
        const ModelAttribution pruned =
            attributeCorrected(*m_model, m_cases, options(false), {}, RunContext());
        const ModelAttribution full =
            attributeCorrected(*m_model, m_cases, options(true), {}, RunContext());
        for (std::size_t i = 0; i < full.families.size(); ++i) {
            const FamilyAttribution& few = pruned.families[i];
            const FamilyAttribution& all = full.families[i];
            QCOMPARE(few.best.size(), all.best.size());
            for (std::size_t layer = 0; layer < few.best.size(); ++layer) {
                QCOMPARE(few.best[layer].size(), all.best[layer].size());
                for (std::size_t rank = 0; rank < few.best[layer].size(); ++rank) {
                    QCOMPARE(few.best[layer][rank].neuron, all.best[layer][rank].neuron);
                }
            }
            const double share =
                static_cast<double>(few.evaluated) / static_cast<double>(all.evaluated);
            qInfo("%s: %lld of %lld neurons evaluated", scoreFamilyName(few.family),
                  static_cast<long long>(few.evaluated), static_cast<long long>(all.evaluated));
            QVERIFY(share < 0.2);
        }
    }

    void scoresEqualBruteForce()
    {
        const c10::InferenceMode inference;
        const ModelAttribution found =
            attributeCorrected(*m_model, m_cases, options(false), {}, RunContext());
        const at::Tensor head = m_model->unembedding().to(at::kDouble);
        const at::Tensor y = m_cases.y[0].to(at::kDouble);
        const at::Tensor factor = (y.square().mean() + m_model->config().rmsNormEps).rsqrt()
            * m_model->parameter(kFinalNormName).to(at::kDouble);
        const auto logprob = [&](const at::Tensor& u) {
            return at::log_softmax(at::matmul(head, u * factor), 0)[m_cases.targets[0]]
                .item<double>();
        };
        for (const std::int64_t layer : {0, 9, 29}) {
            const LayerCases& each = m_cases.layers[static_cast<std::size_t>(layer)];
            const at::Tensor down =
                m_model->parameter(weightName(static_cast<int>(layer), Module::DownProj));
            const at::Tensor r = each.r[0].to(at::kDouble);
            const auto& best = found.families[0].best[static_cast<std::size_t>(layer)];
            for (const std::size_t rank : {std::size_t{0}, best.size() / 2, best.size() - 1}) {
                const std::int64_t neuron = best[rank].neuron;
                const at::Tensor added =
                    down.select(1, neuron).to(at::kDouble) * each.m[0][neuron].to(at::kDouble);
                const double exact = logprob(r + added) - logprob(r);
                const double score =
                    static_cast<double>(found.families[0].scores[static_cast<std::size_t>(
                        layer * found.families[0].width + neuron)]);
                QVERIFY2(std::abs(score - exact) <= 1e-4 * std::abs(exact) + 1e-9,
                         qPrintable(QString("layer %1, neuron %2: %3 for %4")
                                        .arg(layer)
                                        .arg(neuron)
                                        .arg(score)
                                        .arg(exact)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstSmollm2Attribution)
#include "tst_smollm2_attribution.moc"
