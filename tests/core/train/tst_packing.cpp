// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_model.h"
#include "core/engine/train/packing.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <QtTest>

#include <cmath>

using namespace neurograft;

namespace {

/// Hands out the given texts one after the other.
std::function<std::optional<TokenText>()> from(std::vector<TokenText> texts)
{
    return [texts = std::move(texts), next = std::size_t{0}]() mutable -> std::optional<TokenText> {
        return next < texts.size() ? std::optional<TokenText>(texts[next++]) : std::nullopt;
    };
}

std::vector<std::int64_t> row(const at::Tensor& values, std::int64_t index)
{
    const auto* begin = values.const_data_ptr<std::int64_t>() + index * values.size(1);
    return {begin, begin + values.size(1)};
}

} // namespace

class TestPacking : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textsFillRowsAndTargetsStayInsideThem();
    void promptWeightAppliesBeforeTheAnswer();
    void longTextIsCut();
    void textsOfARowDoNotSeeEachOther();
    void uniformLogitsGiveLogOfVocabulary();
    void gradientEqualsFiniteDifference();
    void wrongShapeThrows();
};

void TestPacking::textsFillRowsAndTargetsStayInsideThem()
{
    const auto batch = packTexts(
        from({{{1, 2, 3}, 1}, {{4, 5, 6, 7}, 1}, {{8, 9}, 1}, {{10, 11, 12}, 1}}), {2, 5, 1.0, 0});
    using Row = std::vector<std::int64_t>;
    QCOMPARE(row(batch.ids, 0), (Row{1, 2, 3, 8, 9}));
    QCOMPARE(row(batch.targets, 0), (Row{2, 3, -100, 9, -100}));
    QCOMPARE(row(batch.ids, 1), (Row{4, 5, 6, 7, 0}));
    QCOMPARE(row(batch.targets, 1), (Row{5, 6, 7, -100, -100}));
    QCOMPARE(batch.weights.sum().item<float>(), 6.0F);
    QCOMPARE(row(batch.positions, 0), (Row{0, 1, 2, 0, 1}));
    QCOMPARE(row(batch.texts, 0), (Row{0, 0, 0, 1, 1}));
    QCOMPARE(row(batch.texts, 1), (Row{0, 0, 0, 0, -1}));
}

void TestPacking::promptWeightAppliesBeforeTheAnswer()
{
    const auto batch = packTexts(from({{{1, 2, 3, 4, 5}, 3}}), {1, 5, 0.25, 0});
    const float* weights = batch.weights.const_data_ptr<float>();
    QCOMPARE(std::vector<float>(weights, weights + 5),
             (std::vector<float>{0.25F, 0.25F, 1.0F, 1.0F, 0.0F}));
}

void TestPacking::longTextIsCut()
{
    const auto batch = packTexts(from({{{1, 2, 3, 4, 5}, 1}}), {1, 3, 1.0, 0});
    QCOMPARE(row(batch.ids, 0), (std::vector<std::int64_t>{1, 2, 3}));
    QCOMPARE(row(batch.targets, 0), (std::vector<std::int64_t>{2, 3, -100}));
}

void TestPacking::textsOfARowDoNotSeeEachOther()
{
    ModelConfig config = demoModelConfig(DemoRole::Student);
    config.layers = 2;
    config.hiddenSize = 16;
    config.intermediateSize = 24;
    config.headDim = 8;
    config.heads = config.kvHeads = 2;
    config.vocabSize = 12;
    const auto model = TransformerModel::fromWeights(config, initialWeights(config, 3, 0));
    const auto packed = packTexts(from({{{1, 2, 3}, 1}, {{4, 5, 6, 7}, 1}}), {1, 9, 1.0, 0});
    const at::Tensor together = packedLogits(*model, packed);
    const at::Tensor alone = model->forward({at::tensor({4, 5, 6, 7}, at::kLong).unsqueeze(0), {}});
    const double difference = (together.narrow(1, 3, 4) - alone).abs().max().item<double>();
    QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
    QVERIFY(together.isfinite().all().item<bool>());
}

void TestPacking::uniformLogitsGiveLogOfVocabulary()
{
    const auto batch = packTexts(from({{{1, 2, 3}, 1}}), {1, 4, 1.0, 0});
    const double loss = tokenLoss(at::zeros({1, 4, 7}), batch).item<double>();
    QVERIFY(std::abs(loss - std::log(7.0)) < 1e-6);
}

void TestPacking::gradientEqualsFiniteDifference()
{
    const auto batch = packTexts(from({{{1, 2, 3}, 2}, {{4, 0}, 1}}), {1, 5, 0.5, 0});
    at::Tensor logits = at::randn({1, 5, 6}, at::kDouble).set_requires_grad(true);
    tokenLoss(logits, batch).backward();
    const at::Tensor gradient = logits.grad();
    const double epsilon = 1e-6;
    for (std::int64_t i = 0; i < logits.numel(); ++i) {
        at::Tensor above = logits.detach().clone();
        at::Tensor below = logits.detach().clone();
        above.mutable_data_ptr<double>()[i] += epsilon;
        below.mutable_data_ptr<double>()[i] -= epsilon;
        const double slope =
            (tokenLoss(above, batch).item<double>() - tokenLoss(below, batch).item<double>())
            / (2.0 * epsilon);
        QVERIFY(std::abs(slope - gradient.const_data_ptr<double>()[i]) < 1e-7);
    }
}

void TestPacking::wrongShapeThrows()
{
    const auto batch = packTexts(from({{{1, 2, 3}, 1}}), {1, 4, 1.0, 0});
    QVERIFY_EXCEPTION_THROWN(tokenLoss(at::zeros({2, 4, 7}), batch), ShapeError);
}

QTEST_GUILESS_MAIN(TestPacking)
#include "tst_packing.moc"
