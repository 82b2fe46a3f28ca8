// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/engine/model/thin_product.h"
#include "core/engine/model/weight_product.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>

using namespace neurograft;

class TstTransformerModel : public QObject {
    Q_OBJECT

    static TokenBatch someBatch(std::int64_t rows, std::int64_t tokens)
    {
        return {(at::arange(rows * tokens, at::kLong) * 37 % 97).view({rows, tokens}), {}};
    }

    /// Largest difference against the largest expected value.
    static double relativeError(const at::Tensor& actual, const at::Tensor& expected)
    {
        return ((actual - expected).abs().max() / expected.abs().max()).item<double>();
    }

    static at::Tensor repeated(const at::Tensor& weight, std::int64_t heads, std::int64_t times)
    {
        const std::int64_t inputs = weight.size(1);
        return weight.view({heads, -1, inputs}).repeat_interleave(times, 0).reshape({-1, inputs});
    }

private Q_SLOTS:
    void cleanup() { at::manual_seed(1); }

    /// The identities of models.md section 5, all biases on.
    void internalsObeyTheIdentities_data()
    {
        QTest::addColumn<int>("layer");
        QTest::newRow("first") << 0;
        QTest::newRow("last") << 2;
    }
    void internalsObeyTheIdentities()
    {
        QFETCH(int, layer);
        ModelConfig config = tinyConfig("llama");
        config.hasQkvBias = config.hasOutputBias = config.hasMlpBias = true;
        auto weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        std::map<Internal, at::Tensor> kept;
        LayerCapture capture;
        capture.request = ~0U;
        capture.sink = [&kept](Internal which, const at::Tensor& t) { kept[which] = t; };
        const TokenBatch batch = someBatch(2, 9);
        const BatchContext context = model->prepare(batch);
        at::Tensor x = model->embed(batch);
        for (int before = 0; before < layer; ++before) {
            x = model->runLayer(before, x, context);
        }
        const at::Tensor y = model->runLayer(layer, x, context, &capture);

        const auto weight = [&](Module module) { return weights.at(weightName(layer, module)); };
        const auto bias = [&](Module module) { return weights.at(biasName(layer, module)); };
        const auto& a = kept.at(Internal::AttentionOutput);
        const auto& r = kept.at(Internal::ResidualMid);
        const auto& o = kept.at(Internal::FfnOutput);
        const auto& m = kept.at(Internal::FfnCoefficients);
        const auto& z = kept.at(Internal::AttentionZ);
        QVERIFY(kept.at(Internal::LayerInput).equal(x));
        QVERIFY(kept.at(Internal::LayerOutput).equal(y));
        QVERIFY(relativeError(x + a, r) < 1e-5);
        QVERIFY(relativeError(r + o, y) < 1e-5);
        QVERIFY(relativeError(at::linear(m, weight(Module::DownProj), bias(Module::DownProj)), o)
                < 1e-5);
        QVERIFY(relativeError(at::linear(z, weight(Module::OProj), bias(Module::OProj)), a) < 1e-5);
        QVERIFY(relativeError(kept.at(Internal::FfnGate) * kept.at(Internal::UpProjOut), m) < 1e-5);
        const at::Tensor gate = kept.at(Internal::GateProjOut);
        QVERIFY(relativeError(gate * gate.sigmoid(), kept.at(Internal::FfnGate)) < 1e-5);

        // sum_s A[h,t,s] v[h,s,:] = z[t, head h], v repeated for its query heads
        const at::Tensor v = kept.at(Internal::VProjOut)
                                 .view({2, 9, config.kvHeads, config.headDim})
                                 .transpose(1, 2)
                                 .repeat_interleave(config.heads / config.kvHeads, 1);
        const at::Tensor probabilities = kept.at(Internal::AttentionProbabilities); // [B,H,T,S]
        QCOMPARE(probabilities.sizes().vec(), (std::vector<std::int64_t>{2, 4, 9, 9}));
        QVERIFY((probabilities.sum(-1) - 1.0).abs().max().item<double>() < 1e-5);
        QVERIFY(probabilities.triu(1).abs().max().item<double>() == 0.0);
        const at::Tensor summed = probabilities.matmul(v).transpose(1, 2).reshape({2, 9, -1});
        QVERIFY(relativeError(summed, z) < 1e-5);
    }

    void fusedAndWrittenOutAttentionAgree()
    {
        const auto model = plantedModel(tinyConfig("qwen2"));
        TokenBatch batch = someBatch(2, 11);
        batch.mask = at::ones_like(batch.ids, at::kBool);
        batch.mask[1].narrow(0, 0, 4).fill_(false);
        const BatchContext context = model->prepare(batch);
        LayerCapture capture;
        capture.request = static_cast<std::uint32_t>(Internal::AttentionProbabilities);
        capture.sink = [](Internal, const at::Tensor&) {};
        const at::Tensor x = model->embed(batch);
        const at::Tensor fused = model->runLayer(0, x, context);
        const at::Tensor written = model->runLayer(0, x, context, &capture);
        QVERIFY(relativeError(written[0], fused[0]) < 1e-5);
        QVERIFY(relativeError(written[1].narrow(0, 4, 7), fused[1].narrow(0, 4, 7)) < 1e-5);
    }

    /// Acceptance test 3 of models.md: K < H equals full attention after explicit repetition.
    void groupedAttentionEqualsRepeatedHeads()
    {
        const ModelConfig grouped = tinyConfig("llama");
        ModelConfig full = grouped;
        full.kvHeads = full.heads;
        auto weights = plantedWeights(grouped);
        const auto model = TransformerModel::fromWeights(grouped, weights);
        for (int layer = 0; layer < 3; ++layer) {
            for (const Module module : {Module::KProj, Module::VProj}) {
                at::Tensor& weight = weights.at(weightName(layer, module));
                weight = repeated(weight, grouped.kvHeads, grouped.heads / grouped.kvHeads);
            }
        }
        const TokenBatch batch = someBatch(1, 33);
        QVERIFY(relativeError(TransformerModel::fromWeights(full, weights)->forward(batch),
                              model->forward(batch))
                < 1e-5);
    }

    void layersOneByOneEqualForward()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        const TokenBatch batch = someBatch(2, 12);
        const BatchContext context = model->prepare(batch);
        at::Tensor x = model->embed(batch);
        for (int layer = 0; layer < 3; ++layer) {
            x = model->runLayer(layer, x, context);
        }
        const at::Tensor logits = model->forward(batch);
        QVERIFY(model->head(x).equal(logits));
        QVERIFY(relativeError(model->lastLogits(batch), logits.select(1, 11)) < 1e-5);
    }

    void gradientsReachEveryWeight()
    {
        auto weights = plantedWeights(tinyConfig("qwen2"));
        for (auto& item : weights) {
            item.second.set_requires_grad(true);
        }
        const auto model = TransformerModel::fromWeights(tinyConfig("qwen2"), weights);
        model->forward(someBatch(2, 8)).square().mean().backward();
        for (const auto& [name, weight] : weights) {
            QVERIFY2(weight.grad().defined(), name.c_str());
            // Key biases shift all scores of a query alike before RoPE only; theirs may be small.
            QVERIFY2(weight.grad().isfinite().all().item<bool>(), name.c_str());
            QVERIFY2(weight.grad().abs().max().item<float>() > 0.0F, name.c_str());
        }
    }

    void gradientEqualsFiniteDifference()
    {
        const ModelConfig config = tinyConfig("llama");
        std::map<std::string, at::Tensor> weights;
        for (const auto& [name, weight] : plantedWeights(config)) {
            weights[name] = weight.to(at::kDouble);
        }
        at::Tensor& probed = weights.at(weightName(1, Module::UpProj));
        probed.set_requires_grad(true);
        const auto loss = [&] {
            const auto model = TransformerModel::fromWeights(config, weights);
            return model->forward(someBatch(1, 6)).to(at::kDouble).square().mean();
        };
        loss().backward();
        const double gradient = probed.grad()[3][5].item<double>();
        const auto shifted = [&](double step) {
            const at::Tensor original = probed;
            at::Tensor moved = probed.detach().clone();
            moved[3][5] += step;
            probed = moved;
            const double value = loss().item<double>();
            probed = original;
            return value;
        };
        const double step = 1e-2; // logits leave in float32
        const double numeric = (shifted(step) - shifted(-step)) / (2 * step);
        QVERIFY2(std::abs(numeric - gradient) <= 1e-2 * std::abs(gradient) + 1e-6,
                 qPrintable(QString("%1 %2").arg(numeric).arg(gradient)));
    }

    void textBeyondTheContextIsRefused()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        QVERIFY_EXCEPTION_THROWN(model->forward(someBatch(1, 129)), StudyError);
        KvCache cache(3);
        model->forward(someBatch(1, 100), &cache);
        QVERIFY_EXCEPTION_THROWN(model->forward(someBatch(1, 29), &cache), StudyError);
        QCOMPARE(model->forward(someBatch(1, 28), &cache).size(1), std::int64_t{28});
    }

    void idOutsideTheVocabularyIsRefused()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        for (const std::int32_t id : {-1, 97}) {
            QVERIFY_EXCEPTION_THROWN(model->forward(padLeft({{1, id}}, 0, at::kCPU)), StudyError);
        }
    }

    void missingOrMisshapenWeightIsNamed()
    {
        auto weights = plantedWeights(tinyConfig("llama"));
        weights.erase("model.norm.weight");
        QVERIFY_EXCEPTION_THROWN(TransformerModel::fromWeights(tinyConfig("llama"), weights),
                                 Error);
        weights["model.norm.weight"] = at::randn({63});
        QVERIFY_EXCEPTION_THROWN(TransformerModel::fromWeights(tinyConfig("llama"), weights),
                                 ShapeError);
    }

    /// Slices that do not divide the rows, several threads, all types, and both ways to switch
    /// gradients off.
    void slicedProductEqualsTheWholeOne_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("float16") << static_cast<int>(at::kHalf);
        QTest::newRow("bfloat16") << static_cast<int>(at::kBFloat16);
    }
    void slicedProductEqualsTheWholeOne()
    {
        QFETCH(int, type);
        const at::Tensor weight = at::randn({1500, 700}).to(static_cast<at::ScalarType>(type));
        const at::Tensor bias = at::randn({1500}).to(static_cast<at::ScalarType>(type));
        for (const std::int64_t rows : {1, 7}) {
            const at::Tensor x = at::randn({2, rows, 700});
            const at::Tensor whole = at::linear(x, weight.to(at::kFloat), bias.to(at::kFloat));
            QVERIFY(relativeError(linearOver(x, weight, bias), whole) < 1e-5);
            const c10::InferenceMode inference;
            const at::Tensor inside = x + 0.0;
            QVERIFY(relativeError(linearOver(inside, weight, bias), whole) < 1e-5);
        }
    }

    void thinProductsEqualMatrixProducts_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("float32") << static_cast<int>(at::kFloat);
        QTest::newRow("float16") << static_cast<int>(at::kHalf);
        QTest::newRow("bfloat16") << static_cast<int>(at::kBFloat16);
    }
    void thinProductsEqualMatrixProducts()
    {
        QFETCH(int, type);
        for (const std::int64_t inputs : {1, 8, 37, 576, 1601, 3100}) {
            const at::Tensor weight = at::randn({70, inputs}).to(static_cast<at::ScalarType>(type));
            const at::Tensor other = at::randn({300, inputs}).to(static_cast<at::ScalarType>(type));
            const at::Tensor all = at::randn({kThinRows, inputs});
            for (std::int64_t rows = 1; rows <= kThinRows; ++rows) {
                const at::Tensor x = all.narrow(0, 0, rows);
                const std::vector<at::Tensor> both = thinProducts(x, {weight, other});
                if (both.empty()) {
                    QSKIP("this processor has no AVX2, FMA or F16C");
                }
                QVERIFY(relativeError(both[0], at::linear(x, weight.to(at::kFloat))) < 1e-5);
                QVERIFY(relativeError(both[1], at::linear(x, other.to(at::kFloat))) < 1e-5);
                // A result depends neither on the other rows nor on the other weights.
                QVERIFY(both[0][0].equal(thinProducts(all.narrow(0, 0, 1), {weight})[0][0]));
            }
        }
        const at::Tensor small = at::randn({3, 8});
        QVERIFY(thinProducts(at::randn({kThinRows + 1, 8}), {small}).empty());
        QVERIFY(thinProducts(at::randn({8, 2}).t(), {small}).empty());
        QVERIFY(thinProducts(at::randn({2, 8}), {small, small.to(at::kHalf)}).empty());
    }

    void slicedProductStillGivesGradientsOfItsInput()
    {
        at::Tensor x = at::randn({3, 700});
        x.set_requires_grad(true);
        const at::Tensor weight = at::randn({1500, 700}).to(at::kHalf);
        linearOver(x, weight, {}).sum().backward();
        QVERIFY(relativeError(x.grad()[0], weight.to(at::kFloat).sum(0)) < 1e-5);
    }

    void rowsWithoutATokenAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(padLeft({}, 0, at::kCPU), ShapeError);
        QVERIFY_EXCEPTION_THROWN(padLeft({{}}, 0, at::kCPU), ShapeError);
    }

    void paddingGoesLeft()
    {
        const TokenBatch batch = padLeft({{5, 6, 7}, {8}}, 3, at::kCPU);
        QVERIFY(batch.ids.equal(at::cat(
            {at::arange(5, 8, at::kLong).unsqueeze(0), padLeft({{3, 3, 8}}, 0, at::kCPU).ids})));
        QVERIFY(!batch.mask[1][1].item<bool>() && batch.mask[1][2].item<bool>());
        QVERIFY(!padLeft({{1, 2}, {3, 4}}, 0, at::kCPU).mask.defined());
    }
};

QTEST_GUILESS_MAIN(TstTransformerModel)
#include "tst_transformer_model.moc"
