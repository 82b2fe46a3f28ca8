// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_model.h"
#include "core/engine/demo/demo_scores.h"
#include "core/engine/demo/demo_tokenizer.h"
#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/tensor.h>
#include <QtTest>

using namespace neurograft;

using Ids = std::vector<std::int32_t>;

class TestDemoScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void greedyEqualsRecomputingEveryPrefix();
    void endOfTextEndsARow();
    void choiceIsTheHighestOfTheFourLetters();
    void sumsCompareTheLastNumber();
    void cancelIsHeeded();

private:
    std::int32_t nextId(const Ids& ids) const
    {
        const std::vector<std::int64_t> wide(ids.begin(), ids.end());
        const at::Tensor logits = m_model->forward({at::tensor(wide, at::kLong).unsqueeze(0), {}});
        return static_cast<std::int32_t>(
            logits.select(1, logits.size(1) - 1).argmax(-1).item<std::int64_t>());
    }

    std::map<std::string, at::Tensor> m_weights;
    std::shared_ptr<TransformerModel> m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;
};

void TestDemoScores::initTestCase()
{
    ModelConfig config = demoModelConfig(DemoRole::Student);
    config.layers = 2;
    config.hiddenSize = 32;
    config.intermediateSize = 48;
    config.heads = config.kvHeads = 1;
    m_weights = initialWeights(config, 5, 0);
    m_model = TransformerModel::fromWeights(config, m_weights);
    m_tokenizer = openTokenizer(std::string(NEUROGRAFT_RESOURCES) + "/demo/teacher");
}

void TestDemoScores::greedyEqualsRecomputingEveryPrefix()
{
    const at::NoGradGuard noGrad;
    const std::vector<Ids> prompts{{5, 6, 7}, {300}, {9, 8, 7, 6, 5}};
    const auto continued = continueGreedily(*m_model, prompts, kDemoEosId, 6, {});
    for (std::size_t row = 0; row < prompts.size(); ++row) {
        Ids ids = prompts[row];
        for (const std::int32_t id : continued[row]) {
            QCOMPARE(id, nextId(ids));
            ids.push_back(id);
        }
        QVERIFY(continued[row].size() == 6 || nextId(ids) == kDemoEosId);
    }
}

void TestDemoScores::endOfTextEndsARow()
{
    const at::NoGradGuard noGrad;
    const Ids prompt{5, 6, 7};
    const std::int32_t first = nextId(prompt);
    const auto continued = continueGreedily(*m_model, {prompt}, first, 6, {});
    QVERIFY(continued[0].empty());
}

void TestDemoScores::choiceIsTheHighestOfTheFourLetters()
{
    const at::NoGradGuard noGrad;
    const auto judged = [this](char letter) -> bool {
        const std::string prompt = "<|user|>\nx\n\n<|assistant|>\n";
        const std::vector<CorpusText> texts{{prompt, std::string("The answer is: ") + letter, 1.0}};
        return judgeChoices(*m_model, *m_tokenizer, texts, {})[0];
    };
    const int right = judged('A') + judged('B') + judged('C') + judged('D');
    QCOMPARE(right, 1);
}

void TestDemoScores::sumsCompareTheLastNumber()
{
    const at::NoGradGuard noGrad;
    const CorpusText text{"Question: 1 + 2?", "So the answer is 3.", 1.0};
    const auto isRight = judgeSums(*m_model, *m_tokenizer, {text}, {});
    QCOMPARE(isRight.size(), std::size_t{1});
    QVERIFY(!isRight[0]); // a random model does not end in this number
    const auto answer = continueGreedily(*m_model, {m_tokenizer->encode(text.prompt, false).ids},
                                         kDemoEosId, 96, {});
    const CorpusText same{text.prompt, m_tokenizer->decode(answer[0]), 1.0};
    QVERIFY(judgeTexts(*m_model, *m_tokenizer, {same}, {})[0]);
}

void TestDemoScores::cancelIsHeeded()
{
    RunContext context;
    context.isStopRequested = [] { return true; };
    QVERIFY_EXCEPTION_THROWN(judgeChoices(*m_model, *m_tokenizer, {{"a", "b", 1.0}}, context),
                             Canceled);
}

QTEST_GUILESS_MAIN(TestDemoScores)
#include "tst_demo_scores.moc"
