// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tiny_learner.h"

#include "core/engine/train/response_training.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/alignment_losses.h"
#include "core/engine/transfer/layer_attribution.h"
#include "core/engine/transfer/layer_pairing.h"
#include "core/engine/transfer/semalign_objective.h"
#include "core/engine/transfer/semantic_basis.h"
#include "core/engine/transfer/trainable_adapter.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cosine_similarity.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_inv.h>
#include <ATen/ops/linalg_pinv.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// Columns of length one.
at::Tensor normalised(const at::Tensor& columns)
{
    return columns / at::linalg_vector_norm(columns, 2, at::IntArrayRef{0}, true);
}

/// (W^T W + ridge)^-1 W^T by an explicit inverse.
at::Tensor directBasis(const at::Tensor& w)
{
    const at::Tensor gram = at::matmul(w.t(), w);
    const double ridge = 1e-8 * gram.trace().item<double>() / static_cast<double>(w.size(1));
    const at::Tensor inverse = at::linalg_inv(gram + at::eye(w.size(1), at::kDouble) * ridge);
    return normalised(at::matmul(inverse, w.t())); // [d,V]
}

std::vector<TokenizedRow> alignedRows()
{
    return {tinyRow(0, 9, 4), tinyRow(1, 14, 12), tinyRow(2, 11, 7)};
}

at::Tensor idsOf(const TokenizedRow& row)
{
    return at::tensor(std::vector<std::int64_t>(row.ids.begin(), row.ids.end()), at::kLong)
        .unsqueeze(0);
}

/// Four layers for the student's three: the mix of two of them is asked for.
std::shared_ptr<TransformerModel> wiseModel()
{
    return widerTeacher(4);
}

struct Aligned : TinyLearner {
    Aligned()
        : TinyLearner(targetsOfLayers(
            adapterTargets(tinyConfig("llama"), {"v_proj", "up_proj", "down_proj"}), {1}))
    {
    }
};

/// Contributions y - x of every layer [T,d] and logits [T,V] of a row, with their graph.
struct Passed {
    std::vector<at::Tensor> outputs; ///< y
    std::vector<at::Tensor> contributions;
    at::Tensor logits;
};

Passed passed(const TransformerModel& model, const TokenizedRow& row)
{
    const TokenBatch batch{idsOf(row), {}};
    const BatchContext context = model.prepare(batch);
    Passed result;
    at::Tensor x = model.embed(batch);
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        const at::Tensor y = model.runLayer(layer, x, context);
        result.contributions.push_back((y - x)[0]);
        result.outputs.push_back(y);
        x = y;
    }
    result.logits = model.head(x)[0];
    return result;
}

double largest(const at::Tensor& difference)
{
    return difference.abs().max().item<double>();
}

} // namespace

/// SemAlign's parts against their definitions (transfer.md 7).
class TstSemAlignParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapEqualsTheDirectInverse()
    {
        at::manual_seed(5);
        const at::Tensor teacher = at::randn({97, 40}, at::kDouble);
        const at::Tensor student = at::randn({97, 24}, at::kDouble);
        const at::Tensor words = at::arange(97, at::kLong);
        const SemanticBasis own(student, words, {});
        const SemanticBasis other(teacher, words, {});
        const at::Tensor map = semanticMap(own, other, {});
        const at::Tensor expected =
            at::matmul(directBasis(student), directBasis(teacher).t()); // [24,40]
        QVERIFY2(largest(map - expected) < 1e-9,
                 qPrintable(QString::number(largest(map - expected))));
        // The ridge of 1e-8 is all that parts it from the pseudoinverse.
        const at::Tensor pseudo = at::matmul(normalised(at::linalg_pinv(student)),
                                             normalised(at::linalg_pinv(teacher)).t());
        QVERIFY2(largest(map - pseudo) < 1e-6, qPrintable(QString::number(largest(map - pseudo))));
    }

    /// h~ = M h is what going through the vocabulary gives, which nobody has to form.
    void mapIsTheWayThroughTheVocabulary()
    {
        at::manual_seed(6);
        const at::Tensor teacher = at::randn({60, 20}, at::kDouble);
        const at::Tensor student = at::randn({60, 12}, at::kDouble);
        const at::Tensor words = at::arange(60, at::kLong);
        const SemanticBasis own(student, words, {});
        const SemanticBasis other(teacher, words, {});
        const at::Tensor h = at::randn({20}, at::kDouble);
        const at::Tensor activations = at::matmul(directBasis(teacher).t(), h); // [V]
        const at::Tensor expected = at::matmul(directBasis(student), activations);
        QVERIFY(largest(at::matmul(semanticMap(own, other, {}), h) - expected) < 1e-9);
    }

    void zeroAndUnusedWordsAreLeftOut()
    {
        at::Tensor teacher = at::randn({10, 4}, at::kDouble);
        at::Tensor student = at::randn({12, 3}, at::kDouble);
        teacher[2].zero_();
        student[5].zero_();
        const at::Tensor words = sharedWords(teacher, student, 9);
        QVERIFY(words.equal(at::tensor({0, 1, 3, 4, 6, 7, 8}, at::kLong)));
        const SemanticBasis basis(student, words, {});
        QCOMPARE(basis.words(), std::int64_t{7});
        const at::Tensor chosen = directBasis(student.index_select(0, words));
        QVERIFY(largest(basis.directions(0, 7).t() - chosen) < 1e-9);
    }

    void brokenUnembeddingsAreRefused()
    {
        const at::Tensor none = at::zeros({8, 3});
        const at::Tensor words = at::arange(8, at::kLong);
        QVERIFY_EXCEPTION_THROWN(SemanticBasis(none, words, {}), DomainError);
        QVERIFY_EXCEPTION_THROWN(SemanticBasis(at::zeros({8}), words, {}), ShapeError);
        const SemanticBasis one(at::randn({8, 3}), words, {});
        const SemanticBasis two(at::randn({8, 3}), words.narrow(0, 0, 5), {});
        QVERIFY_EXCEPTION_THROWN(semanticMap(one, two, {}), ShapeError);
    }

    void layersPairAsPublished()
    {
        // 13B to 7B: u = 1.25 k.
        const LayerMix first = mixedLayer(0, 40, 32);
        QCOMPARE(first.lower, std::int64_t{0});
        QCOMPARE(first.upper, std::int64_t{1});
        QCOMPARE(first.weight, 0.25);
        const LayerMix fourth = mixedLayer(3, 40, 32); // u = 5
        QCOMPARE(fourth.lower, std::int64_t{4});
        QCOMPARE(fourth.weight, 0.0);
        const LayerMix last = mixedLayer(31, 40, 32); // u = 40: all of the upper one
        QCOMPARE(last.upper, std::int64_t{39});
        QCOMPARE(last.weight, 1.0);
        const LayerMix shallow = mixedLayer(0, 2, 3); // u = 2/3, below the first layer
        QCOMPARE(shallow.lower, std::int64_t{0});
        QCOMPARE(shallow.weight, 0.0);
        QCOMPARE(mixedLayer(2, 1, 3).upper, std::int64_t{0});
        // pair(k) = 1, 2, 3, 5, 6, …: layer 4 (from 1) is nobody's pair, k = 4 has the next.
        QCOMPARE(studentLayerFor(2, 40, 32), std::int64_t{2});
        QCOMPARE(studentLayerFor(3, 40, 32), std::int64_t{3});
        QCOMPARE(studentLayerFor(4, 40, 32), std::int64_t{3});
        QCOMPARE(studentLayerFor(39, 40, 32), std::int64_t{31});
        QCOMPARE(studentLayersFor({39, 3, 4}, 40, 32), (std::vector<std::int64_t>{3, 31}));
    }

    void frontierMovesInEqualShares()
    {
        std::vector<std::int64_t> layers;
        for (std::int64_t step = 0; step < 8; ++step) {
            layers.push_back(frontierLayer(step, 8, 4));
        }
        QCOMPARE(layers, (std::vector<std::int64_t>{0, 0, 1, 1, 2, 2, 3, 3}));
        QCOMPARE(frontierLayer(9, 8, 4), std::int64_t{3});
    }

    void equalRelationsLoseNothing()
    {
        at::manual_seed(4);
        const TokenizedRow one = tinyRow(0, 9, 3);
        const TokenizedRow two = tinyRow(1, 6, 5); // one position: no relations
        const LabelledBatch batch = labelledBatch({&one, &two}, false, 0, at::kCPU);
        const at::Tensor x = at::randn({7, 5}, at::kDouble);
        // Another scale, a shift and a turn are the same relations.
        const at::Tensor moved = x * 3.0 + at::randn({1, 5}, at::kDouble);
        QVERIFY(std::abs(RelationLayerLoss(0, moved, 2).loss(x, batch).item<double>()) < 1e-12);
        const double other =
            RelationLayerLoss(0, at::randn({7, 5}, at::kDouble), 2).loss(x, batch).item<double>();
        QVERIFY(other > 0.01 && other < 1.0); // a mean over two rows
    }

    void surestRightLogitsLoseNothing()
    {
        const at::Tensor logits =
            at::tensor({0.0, 5.0, 0.0, 3.0, 4.0, 0.0}, at::kDouble).view({2, 3});
        const at::Tensor losses =
            TargetCosineLoss().losses(logits, at::tensor({1, 0}, at::kLong), 0);
        QVERIFY(std::abs(losses[0].item<double>()) < 1e-12);
        QVERIFY(std::abs(losses[1].item<double>() - 0.4) < 1e-12);
    }

    /// A step of version 1, in micro-batches, against one graph over everything.
    void stepEqualsPlainAutograd_data()
    {
        QTest::addColumn<bool>("recomputes");
        QTest::newRow("graph") << false;
        QTest::newRow("layers again") << true;
    }
    void stepEqualsPlainAutograd()
    {
        QFETCH(bool, recomputes);
        at::manual_seed(9);
        const auto teacher = wiseModel();
        const at::Tensor map = at::randn({64, 96});
        const LayerMix mix = mixedLayer(1, 4, 3); // u = 8/3
        QVERIFY(mix.weight > 0.6 && mix.weight < 0.7);

        const Aligned plain;
        at::Tensor inside = at::full({}, 0.0);
        at::Tensor outside = at::full({}, 0.0);
        double labels = 0.0;
        for (const TokenizedRow& row : alignedRows()) {
            const std::int64_t begin = row.responseStart - 1;
            const std::int64_t count =
                static_cast<std::int64_t>(row.ids.size()) - row.responseStart;
            const Passed own = passed(*plain.model, row);
            const Passed wise = passed(*teacher, row);
            const at::Tensor h =
                (wise.contributions[static_cast<std::size_t>(mix.lower)] * (1.0 - mix.weight)
                 + wise.contributions[static_cast<std::size_t>(mix.upper)] * mix.weight)
                    .narrow(0, begin, count);
            const at::Tensor target =
                at::matmul(h / at::linalg_vector_norm(h, 2, at::IntArrayRef{1}, true), map.t());
            inside = inside
                + (1.0
                   - at::cosine_similarity(own.contributions[1].narrow(0, begin, count), target, 1))
                      .sum();
            const at::Tensor logits = own.logits.narrow(0, begin, count);
            const at::Tensor right =
                logits.gather(1, idsOf(row)[0].narrow(0, row.responseStart, count).unsqueeze(1))
                    .squeeze(1);
            outside = outside
                + (1.0 - right / at::linalg_vector_norm(logits, 2, at::IntArrayRef{1})).sum();
            labels += static_cast<double>(count);
        }
        ((inside + outside) / labels).backward();

        const Aligned learner;
        SemAlignOptions semalign;
        semalign.layers = {1};
        ResponseTrainingOptions options;
        options.batch = 3;
        options.microBatch = 2;
        options.recomputes = recomputes;
        ResponseTraining training(learner.model, alignedRows(), options, nullptr,
                                  std::make_shared<SemAlignObjective>(teacher, map, 3, semalign));
        training.setModel(learner.model, 1);
        const StepLoss found = training.addGradients(0, 1.0, {});
        QVERIFY(std::abs(found.loss - outside.item<double>() / labels) < 1e-5);
        QVERIFY(std::abs(found.penalty - inside.item<double>() / labels) < 1e-5);
        for (std::size_t i = 0; i < learner.adapter.parameters().size(); ++i) {
            const at::Tensor got = learner.adapter.parameters()[i].value.grad();
            const at::Tensor expected = plain.adapter.parameters()[i].value.grad();
            const double error = largest(got - expected) / largest(expected);
            QVERIFY2(error < 1e-3, qPrintable(QString::number(error)));
        }
    }

    void layerAttributionEqualsPlainAutograd()
    {
        const auto model = wiseModel();
        std::vector<double> expected(4, 0.0);
        for (const TokenizedRow& row : alignedRows()) {
            const TokenBatch batch{idsOf(row), {}};
            const BatchContext context = model->prepare(batch);
            at::Tensor x = model->embed(batch).requires_grad_(true);
            std::vector<at::Tensor> outputs;
            for (std::int64_t layer = 0; layer < 4; ++layer) {
                x = model->runLayer(layer, x, context);
                x.retain_grad();
                outputs.push_back(x);
            }
            const std::int64_t count =
                static_cast<std::int64_t>(row.ids.size()) - row.responseStart;
            at::cross_entropy_loss(model->head(x)[0].narrow(0, row.responseStart - 1, count),
                                   batch.ids[0].narrow(0, row.responseStart, count))
                .backward();
            for (std::size_t layer = 0; layer < 4; ++layer) {
                expected[layer] +=
                    (outputs[layer] * outputs[layer].grad()).sum().item<double>() / 3.0;
            }
        }
        const std::vector<double> scores = layerAttribution(*model, alignedRows(), {false, 2}, {});
        for (std::size_t layer = 0; layer < 4; ++layer) {
            QVERIFY2(std::abs(scores[layer] - std::abs(expected[layer])) < 1e-4,
                     qPrintable(QString::number(scores[layer] - std::abs(expected[layer]))));
        }
        const std::vector<double> absolute = layerAttribution(*model, alignedRows(), {true, 2}, {});
        for (std::size_t layer = 0; layer < 4; ++layer) {
            QVERIFY(absolute[layer] >= scores[layer]);
        }
    }
};

QTEST_GUILESS_MAIN(TstSemAlignParts)
#include "tst_semalign_parts.moc"
