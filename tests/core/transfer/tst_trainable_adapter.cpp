// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/checkpoint/adapter_file.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kStudent = fs::path(NEUROGRAFT_TEST_DATA) / "tiny-S";

double largest(const at::Tensor& values)
{
    return values.abs().max().item<double>();
}

TokenBatch batch()
{
    return {(at::arange(24, at::kLong) * 7 % 512).unsqueeze(0), {}};
}

std::shared_ptr<TransformerModel> student()
{
    return TransformerModel::load(kStudent, {"cpu", "float32"});
}

/// PiSSA of v and down of the fixture's student, in its start state.
TrainableAdapter pissaAdapter(const TransformerModel& model, double scale)
{
    TrainableAdapter adapter(at::kCPU);
    for (const AdapterTarget& target : adapterTargets(model.config(), {"down_proj", "v_proj"})) {
        const Triplets triplets = leadingTriplets(model.parameter(target.weight), 4, {});
        adapter.add(target, scale, splitFactors(triplets, scale), true);
    }
    return adapter;
}

void move(const TrainableAdapter& adapter, double size)
{
    const at::NoGradGuard noGrad;
    at::manual_seed(9);
    for (const Parameter& parameter : adapter.parameters()) {
        at::Tensor value = parameter.value;
        value.add_(at::randn(value.sizes()) * size);
    }
}

} // namespace

/// Low-rank factors over frozen weights: starts, identities, gradients, files (transfer.md 9,
/// tests 1 to 3).
class TstTrainableAdapter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void targetsAreNumberedLayerByLayer()
    {
        const ModelConfig config = student()->config();
        const auto targets = adapterTargets(config, {"down_proj", "lm_head", "q_proj"});
        QCOMPARE(targets.size(), static_cast<std::size_t>(2 * config.layers + 1));
        QCOMPARE(targets[0].weight, std::string("model.layers.0.self_attn.q_proj.weight"));
        QCOMPARE(targets[1].name, std::string("down_proj"));
        QCOMPARE(targets[1].in, config.intermediateSize);
        QCOMPARE(targets.back().name, std::string("lm_head"));
        QCOMPARE(targets.back().number, static_cast<std::uint64_t>(targets.size() - 1));
        QVERIFY_EXCEPTION_THROWN(adapterTargets(config, {"layer_output"}), UsageError);
    }

    void startsHaveTheirSpread()
    {
        AdapterTarget target;
        target.out = 20;
        target.in = 4096;
        const StartFactors kaiming = kaimingFactors(target, 8, 42);
        QVERIFY(largest(kaiming.a) <= 1.0 / 64.0);
        const double deviation = kaiming.a.std().item<double>();
        QVERIFY(std::abs(deviation * 64.0 * std::sqrt(3.0) - 1.0) < 0.02);
        QVERIFY(!kaiming.b.any().item<bool>());
        const StartFactors gaussian = gaussianFactors(target, 8, 42);
        QVERIFY(std::abs(gaussian.a.std().item<double>() * 8.0 - 1.0) < 0.02);
        QVERIFY(!gaussian.b.any().item<bool>());
        QVERIFY(gaussian.a.equal(gaussianFactors(target, 8, 42).a));
        target.number = 1;
        QVERIFY(!gaussian.a.equal(gaussianFactors(target, 8, 42).a));
        target.isEmbedding = true;
        const StartFactors embedding = kaimingFactors(target, 8, 42);
        QVERIFY(!embedding.a.any().item<bool>());
        QVERIFY(std::abs(embedding.b.std().item<double>() - 1.0) < 0.25);
    }

    /// Test 2: <BA, W_res> = 0 and cos(BA, W) from the singular values.
    void pissaIdentities()
    {
        at::manual_seed(2);
        const at::Tensor weight = at::randn({30, 40});
        const double scale = 2.0;
        const StartFactors start = splitFactors(leadingTriplets(weight, 5, {}), scale);
        const at::Tensor part = scale * at::matmul(start.b, start.a);
        const at::Tensor rest = weight - part;
        QVERIFY(std::abs((part * rest).sum().item<double>()) < 1e-3);
        const at::Tensor squares =
            std::get<1>(at::linalg_svd(weight.to(at::kDouble), false)).square();
        const double expected =
            std::sqrt((squares.narrow(0, 0, 5).sum() / squares.sum()).item<double>());
        const double cosine =
            ((part * weight).sum() / (part.norm() * weight.norm())).item<double>();
        QVERIFY(std::abs(cosine - expected) < 1e-5);
        QVERIFY(largest(start.a.square().sum(1) - start.b.square().sum(0)) < 1e-3); // split evenly
    }

    void seekingPutsTheValuesIntoB()
    {
        at::manual_seed(2);
        const at::Tensor weight = at::randn({30, 40});
        const Triplets triplets = leadingTriplets(weight, 3, {});
        const StartFactors start = leftFactors(triplets, 0.5);
        QVERIFY(largest(start.a.square().sum(1) - 1.0) < 1e-5);
        QVERIFY(largest(start.b.norm(2, {0}) - triplets.s / 0.5) < 1e-3);
        const at::Tensor expected = at::matmul(triplets.u * triplets.s, triplets.v.t());
        QVERIFY(largest(0.5 * at::matmul(start.b, start.a) - expected) < 1e-4);
    }

    /// Test 1: what is subtracted is what is added.
    void startChangesNothing()
    {
        const auto model = student();
        const TrainableAdapter adapter = pissaAdapter(*model, 1.5);
        const at::NoGradGuard noGrad;
        const at::Tensor plain = model->forward(batch());
        const double error = largest(model->withEdits(adapter.edits())->forward(batch()) - plain);
        QVERIFY2(error <= 1e-4, qPrintable(QString::number(error)));
        QVERIFY(TrainableAdapter::changeNorm(adapter.parts().front()) < 1e-5);
        move(adapter, 0.05);
        QVERIFY(largest(model->withEdits(adapter.edits())->forward(batch()) - plain) > 1e-2);
    }

    /// dA = s B^T G and dB = s G A^T, G the gradient of a dense weight.
    void gradientsEqualThoseOfTheDenseWeight()
    {
        const ModelConfig config = tinyConfig("llama");
        auto weights = plantedWeights(config);
        const std::string name = weightName(1, Module::UpProj);
        AdapterTarget target;
        for (const AdapterTarget& each : adapterTargets(config, {"up_proj"})) {
            target = each.weight == name ? each : target;
        }
        at::manual_seed(4);
        const double scale = 0.75;
        TrainableAdapter adapter(at::kCPU);
        adapter.add(target, scale,
                    {at::randn({3, target.in}) * 0.1, at::randn({target.out, 3}) * 0.1}, false);
        const AdapterPart& part = adapter.parts().front();
        const TokenBatch tokens{(at::arange(12, at::kLong) * 5 % 97).unsqueeze(0), {}};
        const auto model = TransformerModel::fromWeights(config, weights);
        model->withEdits(adapter.edits())->forward(tokens).square().mean().backward();

        weights[name] = (weights[name] + scale * at::matmul(part.b.detach(), part.a.detach()))
                            .detach()
                            .requires_grad_(true);
        TransformerModel::fromWeights(config, weights)->forward(tokens).square().mean().backward();
        const at::Tensor dense = weights[name].grad();
        const at::Tensor a = scale * at::matmul(part.b.detach().t(), dense);
        const at::Tensor b = scale * at::matmul(dense, part.a.detach().t());
        QVERIFY(largest(part.a.grad() - a) < 1e-4 * largest(a));
        QVERIFY(largest(part.b.grad() - b) < 1e-4 * largest(b));
    }

    /// Test 2 and the files: trained folder over its base, and converted over the untouched one.
    void foldersComputeWhatWasTrained()
    {
        const auto model = student();
        const TrainableAdapter adapter = pissaAdapter(*model, 4.0);
        move(adapter, 0.01);
        const AdapterLabel label{"student", 4, 16.0, 0.0};
        adapter.write(path("trained"), label);
        adapter.writeInitial(path("trained") / "initial", label);
        adapter.writeConverted(path("trained") / "converted", label);
        const at::NoGradGuard noGrad;
        const at::Tensor expected = model->withEdits(adapter.edits())->forward(batch());
        const auto logits = [](const ModelOverlay& overlay) {
            return loadWithOverlay(kStudent, {"cpu", "float32"}, overlay, {})->forward(batch());
        };
        const double converted =
            largest(logits({{path("trained") / "converted"}, {}, {}}) - expected);
        QVERIFY2(converted < 1e-4, qPrintable(QString::number(converted)));
        const double residual = largest(logits({{}, {}, {path("trained")}}) - expected);
        QVERIFY2(residual < 1e-4, qPrintable(QString::number(residual)));
        const AdapterConfig config = AdapterConfig::read(path("trained"));
        QCOMPARE(config.rank(), 4.0);
        QCOMPARE(config.alpha(), 16.0);
        QVERIFY(config.needsModifiedBase());
        const AdapterConfig twice = AdapterConfig::read(path("trained") / "converted");
        QCOMPARE(twice.rank(), 8.0);
        QCOMPARE(twice.alpha(), 32.0);
    }

    void otherRanksStandInThePatterns()
    {
        const auto model = student();
        TrainableAdapter adapter(at::kCPU);
        for (const AdapterTarget& target : adapterTargets(model->config(), {"up_proj"})) {
            const std::int64_t rank = target.layer == 1 ? 2 : 4;
            adapter.add(target, 2.0, gaussianFactors(target, rank, 42), false);
        }
        adapter.write(path("patterns"), {"student", 4, 8.0, 0.05});
        const AdapterConfig config = AdapterConfig::read(path("patterns"));
        const auto strength = config.strengthOf("model.layers.1.mlp.up_proj");
        QCOMPARE(strength.rank, std::int64_t{2});
        QCOMPARE(strength.scale, 2.0);
        QCOMPARE(config.strengthOf("model.layers.2.mlp.up_proj").rank, std::int64_t{4});
        const AdapterFile file(path("patterns"), model->config()); // checks every shape
        QCOMPARE(file.factors().size(), static_cast<std::size_t>(model->config().layers));
    }

    /// Test 3: an embedding's factors are stored for [d,V].
    void embeddingComesBackTheRightWayRound()
    {
        const auto model = student();
        TrainableAdapter adapter(at::kCPU);
        const auto targets = adapterTargets(model->config(), {"embed_tokens"});
        adapter.add(targets.front(), 1.0, kaimingFactors(targets.front(), 3, 42), false);
        move(adapter, 0.1);
        adapter.write(path("embedding"), {"student", 3, 3.0, 0.0});
        const at::NoGradGuard noGrad;
        const at::Tensor own = model->withEdits(adapter.edits())->forward(batch());
        const auto read =
            loadWithOverlay(kStudent, {"cpu", "float32"}, {{path("embedding")}, {}, {}}, {});
        QVERIFY(largest(read->forward(batch()) - own) < 1e-5);
        QVERIFY(largest(model->forward(batch()) - own) > 1e-3);
    }

    void changeNormIsThatOfTheDenseChange()
    {
        const auto model = student();
        const TrainableAdapter adapter = pissaAdapter(*model, 1.5);
        move(adapter, 0.05);
        const AdapterPart& part = adapter.parts().back();
        const at::Tensor dense = part.scale
            * (at::matmul(part.b.detach(), part.a.detach()) - at::matmul(part.b0, part.a0));
        const double expected = dense.norm().item<double>();
        QVERIFY(std::abs(TrainableAdapter::changeNorm(part) - expected) < 1e-4 * expected);
    }

    void wrongShapesAreRefused()
    {
        TrainableAdapter adapter(at::kCPU);
        AdapterTarget target;
        target.out = 4;
        target.in = 6;
        QVERIFY_EXCEPTION_THROWN(
            adapter.add(target, 1.0, {at::zeros({2, 6}), at::zeros({4, 3})}, false), ShapeError);
    }
};

QTEST_GUILESS_MAIN(TstTrainableAdapter)
#include "tst_trainable_adapter.moc"
