// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/sensitivity.h"
#include "core/model/tiny_models.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

TokenizedRow plainRow(std::int64_t length, std::int64_t start, std::int64_t step)
{
    TokenizedRow row;
    for (std::int64_t i = 0; i < length; ++i) {
        row.ids.push_back(static_cast<std::int32_t>((i * step + 3) % 97));
    }
    row.responseStart = start;
    return row;
}

const std::vector<TokenizedRow> kRows{plainRow(12, 5, 37), plainRow(7, 6, 11)};

using Weights = std::map<std::string, at::Tensor>;

/// Summed |theta * gradient| by one plain backward pass per row.
Weights plainSensitivity(const ModelConfig& config, const Weights& given)
{
    const at::AutoGradMode withGradients(true);
    Weights weights;
    Weights sums;
    for (const auto& [name, value] : given) {
        weights[name] = value.clone().requires_grad_(true);
    }
    const auto model = TransformerModel::fromWeights(config, weights);
    for (const TokenizedRow& row : kRows) {
        const TokenBatch batch = padLeft({row.ids}, 0, at::kCPU);
        const auto tokens = static_cast<std::int64_t>(row.ids.size());
        const std::int64_t labels = tokens - row.responseStart;
        const at::Tensor logits = model->forward(batch)[0]; // [T,V]
        const at::Tensor logprobs =
            at::log_softmax(logits.narrow(0, row.responseStart - 1, labels), 1);
        const at::Tensor targets = batch.ids[0].narrow(0, row.responseStart, labels);
        (-logprobs.gather(1, targets.unsqueeze(1)).mean()).backward();
        for (auto& [name, leaf] : weights) {
            if (!leaf.grad().defined()) {
                continue;
            }
            const at::Tensor added = (leaf.detach() * leaf.grad()).abs();
            sums[name] = sums.count(name) == 0 ? added : sums[name] + added;
            leaf.mutable_grad().reset();
        }
    }
    return sums;
}

} // namespace

/// Sensitivity against one plain backward pass (attribution.md 7.1, test 8 of section 9).
class TstSensitivity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsAPlainBackwardPass_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"llama", "llama-linear", "llama-llama3", "qwen2", "qwen3-window", "mistral"}) {
            QTest::newRow(name) << QString(name);
        }
    }
    /// Embedding and head, summed over the vocabulary; a tied matrix has one gradient (D25).
    void endsEqualAPlainBackwardPass_data() { equalsAPlainBackwardPass_data(); }
    void endsEqualAPlainBackwardPass()
    {
        QFETCH(QString, name);
        const ModelConfig config = referenceConfig(name.toStdString());
        const Weights weights = plantedWeights(config);
        const Weights expected = plainSensitivity(config, weights);
        const auto model = TransformerModel::fromWeights(config, weights);
        const Sensitivity found = measureSensitivity(*model, kRows, {}, {}, {true, true});
        const auto error = [&expected](const at::Tensor& sums, const char* matrix) {
            const at::Tensor plain = expected.at(matrix).sum(0, false, at::kDouble);
            return ((sums - plain).abs().max() / plain.max()).item<double>();
        };
        QVERIFY(error(found.embedding, kEmbeddingName) < 1e-5);
        QVERIFY(error(found.head, config.isTied ? kEmbeddingName : kUnembeddingName) < 1e-5);
        const Sensitivity none = measureSensitivity(*model, kRows, {}, {});
        QVERIFY(!none.embedding.defined() && !none.head.defined());
    }
    void equalsAPlainBackwardPass()
    {
        QFETCH(QString, name);
        const ModelConfig config = referenceConfig(name.toStdString());
        const Weights weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        const std::vector<Module> modules{Module::QProj, Module::DownProj, Module::OProj};
        const Sensitivity found = measureSensitivity(*model, kRows, modules, RunContext());
        const Weights expected = plainSensitivity(config, weights);
        QCOMPARE(found.layers.size(), std::size_t{3});
        QCOMPARE(found.matrices.size(), std::size_t{3});
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            double sum = 0.0;
            const std::string prefix = layerPrefix(static_cast<int>(layer));
            for (const auto& [path, values] : expected) {
                if (path.compare(0, prefix.size(), prefix) == 0) {
                    sum += values.sum(at::kDouble).item<double>();
                }
            }
            const double own = found.layers[static_cast<std::size_t>(layer)];
            QVERIFY2(std::abs(own - sum) < 1e-4 * sum,
                     qPrintable(QString("%1 for %2").arg(own).arg(sum)));
            for (const Module module : modules) {
                const at::Tensor& matrix =
                    found.matrices.at(module)[static_cast<std::size_t>(layer)];
                const at::Tensor& plain = expected.at(weightName(static_cast<int>(layer), module));
                QVERIFY(((matrix - plain).abs().max() / plain.max()).item<double>() < 1e-4);
            }
        }
    }

    void weightsAndGradientsStayUntouched()
    {
        const ModelConfig config = tinyConfig("llama");
        const Weights weights = plantedWeights(config);
        const auto model = TransformerModel::fromWeights(config, weights);
        measureSensitivity(*model, kRows, {Module::UpProj}, RunContext());
        for (const auto& [name, value] : weights) {
            QVERIFY(!value.requires_grad() && !value.grad().defined());
            QVERIFY(value.equal(plantedTensor(name, value.sizes().vec())));
        }
    }

    void gradientsThatAreNotFiniteAreNamed()
    {
        Weights weights = plantedWeights(tinyConfig("llama"));
        const std::string name = weightName(1, Module::UpProj);
        weights[name] = weights[name].clone();
        weights[name][3].fill_(std::numeric_limits<float>::infinity());
        const auto model = TransformerModel::fromWeights(tinyConfig("llama"), weights);
        try {
            measureSensitivity(*model, kRows, {Module::UpProj}, RunContext());
            QFAIL("an infinite weight passed");
        } catch (const DomainError& error) {
            QVERIFY(QString::fromStdString(error.where())
                        .contains("sensitivity, layer 1, ffn neuron 3"));
        }
    }

    void stopEndsTheRun()
    {
        const auto model = plantedModel(tinyConfig("llama"));
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(measureSensitivity(*model, kRows, {Module::UpProj}, context),
                                 Canceled);
    }

    void answersEndInTheEosText()
    {
        const auto tokenizer = openTokenizer(fs::path(NEUROGRAFT_TEST_DATA) / "tiny-S");
        const Dataset data = parseDataset(R"({"messages":[{"role":"user","content":"Question"},)"
                                          R"({"role":"assistant","content":"Answer"}]})"
                                          "\n{\"prompt\":\"The\",\"response\":\" city\\n\\n\"}\n",
                                          "rows.jsonl");
        const std::vector<TokenizedRow> rows = sensitivityRows(data, *tokenizer, 2048);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(tokenizer->decode(rows[0].ids),
                 std::string("<s><|user|>\nQuestion\n\n<|assistant|>\nAnswer</s>"));
        QCOMPARE(tokenizer->decode(rows[1].ids), std::string("<s>The city\n\n</s>")); // verbatim
        QCOMPARE(rows[0].ids.back(), *tokenizer->eosId());
        QCOMPARE(static_cast<std::int64_t>(rows[0].ids.size()) - rows[0].responseStart,
                 std::int64_t{2});
        // Cut before the answer: no label is left.
        QVERIFY_EXCEPTION_THROWN(sensitivityRows(data, *tokenizer, 2), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstSensitivity)
#include "tst_sensitivity.moc"
