// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attribution/attribution_models.h"

#include "core/engine/attribution/compat_attribution.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/run/error.h"

#include <ATen/ops/full.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Half.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;

namespace {

const std::vector<AttributionRow> kRows{plantedRow(9, 1, 37), plantedRow(12, 1, 11)};

ModelConfig ungroupedConfig()
{
    ModelConfig config = tinyConfig("llama");
    config.kvHeads = config.heads;
    return config;
}

at::Tensor half(const at::Tensor& values)
{
    return values.to(at::kHalf).to(at::kFloat);
}

/// Section 2 written out step by step for one vector.
float plainLogprob(const Weights& weights, const at::Tensor& u, float scale, std::int64_t target)
{
    const at::Tensor normed =
        half(u * static_cast<double>(scale) * half(weights.at(kFinalNormName)));
    const at::Tensor logits = half(at::matmul(half(weights.at(kUnembeddingName)), normed));
    const at::Tensor p = half(at::softmax(logits.to(at::kDouble), 0).to(at::kFloat));
    return half(p.log())[target].item<float>();
}

} // namespace

/// The official code's arithmetic (attribution.md 2 and 3; test 7 of section 9).
class TstCompatAttribution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scaleIsRootOfTheDeviation()
    {
        const at::Tensor y = at::tensor({1.0, -2.0, 0.5}).to(at::kFloat);
        // sigma of attribution.md 5.6
        QVERIFY(std::abs(static_cast<double>(compatScale(y)) - 1.0 / std::sqrt(1.3123384557 + 1e-6))
                < 1e-6);
    }

    void logprobsAreRoundedAtEveryStep()
    {
        const c10::InferenceMode inference;
        const Weights weights = plantedWeights(tinyConfig("llama"));
        const auto model = TransformerModel::fromWeights(tinyConfig("llama"), weights);
        const at::Tensor vectors = weights.at(kEmbeddingName).narrow(0, 0, 40) * 3.0;
        const at::Tensor logprobs = compatLogprobs(*model, vectors, 0.8F, 11, RunContext());
        for (std::int64_t i = 0; i < 40; ++i) {
            const float found = logprobs[i].item<float>();
            QCOMPARE(found, static_cast<float>(c10::Half(found))); // a half value
            QCOMPARE(found, plainLogprob(weights, vectors[i], 0.8F, 11));
        }
    }

    void underflowGivesInfinity()
    {
        const c10::InferenceMode inference;
        Weights weights = plantedWeights(tinyConfig("llama"));
        weights[kUnembeddingName] = weights[kUnembeddingName].clone();
        weights[kUnembeddingName].zero_();
        weights[kUnembeddingName][0].fill_(1.0); // one token takes all of the probability
        const auto model = TransformerModel::fromWeights(tinyConfig("llama"), weights);
        const at::Tensor u = at::full({1, 64}, 1.0, at::kFloat);
        const at::Tensor far = compatLogprobs(*model, u, 1.0F, 5, RunContext());
        QCOMPARE(far[0].item<float>(), -std::numeric_limits<float>::infinity());
        QCOMPARE(compatLogprobs(*model, u, 1.0F, 0, RunContext())[0].item<float>(), 0.0F);
    }

    void roundingIsDecimal()
    {
        QCOMPARE(roundFourPlaces(0.12345678), 0.1235);
        QCOMPARE(roundFourPlaces(-0.00004), -0.0);
        QCOMPARE(roundFourPlaces(0.00048828125), 0.0005);
        QCOMPARE(roundFourPlaces(2.5), 2.5);
        QVERIFY(std::isnan(roundFourPlaces(std::numeric_limits<double>::quiet_NaN())));
    }

    void scoresFollowTheOfficialCode()
    {
        const c10::InferenceMode inference;
        const ModelConfig config = ungroupedConfig();
        const Weights weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        const CapturedCases cases =
            captureCases(*model, kRows, CoefficientPolicy::LastSource, RunContext());
        const SelectionSizes sizes{12, 6, 6, 2, false};
        const ModelAttribution found = attributeCompat(*model, cases, sizes, RunContext());
        QCOMPARE(found.families.size(), std::size_t{3});
        const auto& ffn = found.families[0];
        const auto& attention = found.families[1];
        const std::int64_t layer = 1;
        const LayerCases& each = cases.layers[1];
        const auto logprob = [&](const at::Tensor& u, std::int64_t k) {
            return plainLogprob(weights, u, compatScale(cases.y[k]),
                                cases.targets[static_cast<std::size_t>(k)]);
        };
        const auto difference = [](float after, float before) {
            return static_cast<double>(static_cast<float>(c10::Half(after - before)));
        };
        double layerScore = 0.0;
        for (std::int64_t k = 0; k < 2; ++k) {
            layerScore += difference(logprob(each.r[k] + each.o[k], k), logprob(each.r[k], k));
        }
        QCOMPARE(found.layerFfn[1], layerScore);
        const at::Tensor down = half(weights.at(weightName(1, Module::DownProj)));
        const at::Tensor output = half(weights.at(weightName(1, Module::OProj)));
        for (const std::int64_t neuron : {0, 7, 63}) {
            float sum = 0.0F; // FFN scores add up over the rows
            for (std::int64_t k = 0; k < 2; ++k) {
                const at::Tensor u = each.r[k] + each.m[k][neuron] * down.select(1, neuron);
                sum += static_cast<float>(
                    roundFourPlaces(difference(logprob(u, k), logprob(each.r[k], k))));
            }
            QCOMPARE(ffn.scores[static_cast<std::size_t>(layer * 160 + neuron)], sum);
            // Attention scores are those of the last row.
            const at::Tensor c = each.bySource[1][0][neuron];
            const at::Tensor u = each.x[1] + c * output.select(1, neuron);
            QCOMPARE(attention.scores[static_cast<std::size_t>(layer * 64 + neuron)],
                     static_cast<float>(
                         roundFourPlaces(difference(logprob(u, 1), logprob(each.x[1], 1)))));
        }
        QCOMPARE(found.families[2].scores, attention.scores);
        QCOMPARE(ffn.best.size(), std::size_t{2});
        QCOMPARE(ffn.best[0].size(), std::size_t{12});
        for (const auto& list : ffn.best) { // descending, equal ones by index
            for (std::size_t rank = 1; rank < list.size(); ++rank) {
                const auto scoreOf = [&](const LayerNeuron& one) {
                    return ffn.scores[static_cast<std::size_t>(one.layer * 160 + one.neuron)];
                };
                const float before = scoreOf(list[rank - 1]);
                const float after = scoreOf(list[rank]);
                QVERIFY(before > after
                        || (before == after && list[rank - 1].neuron < list[rank].neuron));
            }
        }
    }

    void nanSortsFirst()
    {
        const c10::InferenceMode inference;
        const ModelConfig config = ungroupedConfig();
        Weights weights = plantedWeights(config);
        at::Tensor head = weights[kUnembeddingName].clone();
        head.mul_(60.0); // most probabilities underflow in half
        weights[kUnembeddingName] = head;
        const auto model = TransformerModel::fromWeights(config, weights);
        const CapturedCases cases =
            captureCases(*model, kRows, CoefficientPolicy::LastSource, RunContext());
        const ModelAttribution found =
            attributeCompat(*model, cases, {8, 8, 8, 3, false}, RunContext());
        const FamilyAttribution& ffn = found.families[0];
        bool hasNan = false;
        for (const auto& list : ffn.best) {
            bool sawNumber = false;
            for (const LayerNeuron& each : list) {
                const bool isNan = std::isnan(
                    ffn.scores[static_cast<std::size_t>(each.layer * 160 + each.neuron)]);
                QVERIFY(!(isNan && sawNumber));
                sawNumber = sawNumber || !isNan;
                hasNan = hasNan || isNan;
            }
        }
        QVERIFY(hasNan);
    }

    void groupedAttentionIsRefused()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        const CapturedCases cases =
            captureCases(*model, kRows, CoefficientPolicy::LastSource, RunContext());
        try {
            attributeCompat(*model, cases, {1, 1, 1, 3, false}, RunContext());
            QFAIL("grouped attention passed");
        } catch (const StudyError& error) {
            QCOMPARE(QString::fromUtf8(error.what()),
                     QString("[locate --mode compat] expected as many key/value heads as query "
                             "heads, got 2 for 4 query heads"));
        }
    }
};

QTEST_GUILESS_MAIN(TstCompatAttribution)
#include "tst_compat_attribution.moc"
