// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/transformer_model.h"
#include "core/run/generate.h"
#include "core/run/predict.h"
#include "core/support/atomic_file.h"
#include "core/text/tokenizer.h"

#include <ATen/core/grad_mode.h>

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

/// SmolLM2-135M end to end against recorded outputs of transformers. The folder (made by the shared
/// make_smollm2.py) is named by the environment variable NEUROGRAFT_SMOLLM2; without it the test is
/// skipped.
class TstSmollm2Golden : public QObject {
    Q_OBJECT

    fs::path m_folder;
    nlohmann::json m_prompts;
    std::unique_ptr<Predictor> m_predictor;
    std::shared_ptr<TransformerModel> m_model;

    void addPrompts() const
    {
        QTest::addColumn<QString>("name");
        for (const auto& item : m_prompts.items()) {
            QTest::newRow(item.key().c_str()) << QString::fromStdString(item.key());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray folder = qgetenv("NEUROGRAFT_SMOLLM2");
        const fs::path golden = fs::path(NEUROGRAFT_SHARED) / "models/smollm2_golden.json";
        if (folder.isEmpty() || !fs::exists(golden)) {
            QSKIP("set NEUROGRAFT_SMOLLM2 to a converted SmolLM2 folder to run this test");
        }
        m_prompts = nlohmann::json::parse(readFile(golden)).at("prompts");
        PredictOptions options;
        options.device = "cpu";
        m_folder = folder.toStdString();
        m_predictor = std::make_unique<Predictor>(folder.toStdString(), options, RunContext{});
        m_model = TransformerModel::load(folder.toStdString(), {"cpu", "auto"});
    }

    void idsLogprobsAndTopEqualTheReference_data() { addPrompts(); }
    void idsLogprobsAndTopEqualTheReference()
    {
        QFETCH(QString, name);
        const nlohmann::json& expected = m_prompts.at(name.toStdString());
        const Prediction actual = m_predictor->predictText(expected.at("text"));
        QCOMPARE(actual.ids, expected.at("ids").get<std::vector<std::int32_t>>());
        if (actual.ids.empty()) {
            return;
        }
        const auto logprobs = expected.at("logprob").get<std::vector<double>>();
        QCOMPARE(actual.logprobs.size(), logprobs.size() + 1);
        QVERIFY(std::isnan(actual.logprobs[0]));
        double largest = 0;
        for (std::size_t i = 0; i < logprobs.size(); ++i) {
            largest = std::max(largest, std::abs(actual.logprobs[i + 1] - logprobs[i]));
        }
        qInfo("largest difference of log-probabilities %.2e", largest);
        QVERIFY2(largest <= 1e-3, qPrintable(QString::number(largest)));
        const nlohmann::json& top = expected.at("top");
        QCOMPARE(actual.top.size(), top.size());
        for (std::size_t i = 0; i < top.size(); ++i) {
            QCOMPARE(actual.top[i].id, top[i][0].get<std::int32_t>());
            QVERIFY(std::abs(actual.top[i].logit - top[i][1].get<double>()) <= 2e-3);
        }
    }

    void greedyWithCacheEqualsTheReference_data() { addPrompts(); }
    void greedyWithCacheEqualsTheReference()
    {
        QFETCH(QString, name);
        const nlohmann::json& expected = m_prompts.at(name.toStdString());
        const auto ids = expected.at("ids").get<std::vector<std::int32_t>>();
        if (ids.empty() || expected.at("margin").get<double>() < 0.01) {
            QSKIP("no tokens, or the best two are too close to tell");
        }
        const at::NoGradGuard noGrad;
        KvCache cache(m_model->config().layers);
        std::vector<std::int32_t> next = ids;
        std::vector<std::int32_t> greedy;
        while (greedy.size() < expected.at("greedy").size()) {
            const at::Tensor logits = m_model->forward(padLeft({next}, 0, at::kCPU), &cache);
            next = {static_cast<std::int32_t>(logits[0][-1].argmax().item<std::int64_t>())};
            greedy.push_back(next.front());
        }
        QCOMPARE(greedy, expected.at("greedy").get<std::vector<std::int32_t>>());
    }

    /// All prompts as one ragged batch, as `generate` decodes them.
    void generatedBatchEqualsTheReference()
    {
        GenerateOptions options;
        options.device = "cpu";
        options.maxNewTokens = 20;
        options.ignoresEos = true; // the recorded continuations go on behind it
        std::vector<Prompt> prompts;
        std::vector<nlohmann::json> expected;
        for (const auto& item : m_prompts.items()) {
            const nlohmann::json& prompt = item.value();
            if (!prompt.at("ids").empty() && prompt.at("margin").get<double>() >= 0.01) {
                prompts.push_back({prompt.at("text"), {}});
                expected.push_back(prompt);
            }
        }
        QVERIFY(prompts.size() >= 6);
        const Generator generator(m_folder, options, RunContext{});
        const auto results = generator.generate(prompts);
        for (std::size_t i = 0; i < results.size(); ++i) {
            QCOMPARE(results[i].ids, expected[i].at("greedy").get<std::vector<std::int32_t>>());
            QCOMPARE(QString::fromStdString(results[i].text),
                     QString::fromStdString(expected[i].at("greedy_text").get<std::string>()));
            QCOMPARE(results[i].stopReason, std::string("length"));
        }
    }

    /// The model's own end: <|im_end|>, id 2, by generation_config.json.
    void chatEndsWithItsEos()
    {
        const nlohmann::json& chat = m_prompts.at("chat");
        GenerateOptions options;
        options.device = "cpu";
        options.maxNewTokens = 20;
        const auto result =
            Generator(m_folder, options, RunContext{}).generate({{chat.at("text"), {}}}).front();
        QCOMPARE(result.stopReason, std::string("eos"));
        QCOMPARE(result.text, std::string("The capital of France is Paris."));
        QCOMPARE(result.ids.back(), 2);
    }

    void residualsHaveTheRecordedSize_data() { addPrompts(); }
    void residualsHaveTheRecordedSize()
    {
        QFETCH(QString, name);
        const nlohmann::json& expected = m_prompts.at(name.toStdString());
        const auto ids = expected.at("ids").get<std::vector<std::int32_t>>();
        if (ids.empty()) {
            QSKIP("no tokens");
        }
        const at::NoGradGuard noGrad;
        const TokenBatch batch = padLeft({ids}, 0, at::kCPU);
        const BatchContext context = m_model->prepare(batch);
        at::Tensor x = m_model->embed(batch);
        const auto sizes = expected.at("layer_rms").get<std::vector<double>>();
        for (std::size_t layer = 0; layer < sizes.size(); ++layer) {
            const double rms = std::sqrt(x[0][-1].to(at::kDouble).square().mean().item<double>());
            QVERIFY2(std::abs(rms / sizes[layer] - 1.0) <= 1e-4,
                     qPrintable(QString::number(layer)));
            if (layer + 1 < sizes.size()) {
                x = m_model->runLayer(static_cast<std::int64_t>(layer), x, context);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstSmollm2Golden)
#include "tst_smollm2_golden.moc"
