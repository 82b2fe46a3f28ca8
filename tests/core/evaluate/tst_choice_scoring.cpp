// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/engine/evaluate/answer_generation.h"
#include "core/engine/evaluate/choice_scoring.h"
#include "core/run/error.h"

#include <ATen/ops/log_softmax.h>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace neurograft;

namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::int64_t kCommon = 40;

/// Prompts of two subjects; those of a subject share their first tokens.
std::vector<Ids> prompts()
{
    std::vector<Ids> all;
    for (const std::uint64_t subject : {1U, 2U}) {
        for (std::uint64_t row = 0; row < 5; ++row) {
            Ids ids;
            RandomStream shared(7, "shared", subject);
            RandomStream own(7, "own", 10 * subject + row);
            for (std::int64_t i = 0; i < kCommon; ++i) {
                ids.push_back(static_cast<std::int32_t>(shared.below(97)));
            }
            ids.push_back(static_cast<std::int32_t>(row)); // no more in common
            for (std::uint64_t i = 0; i < 3 + 4 * row; ++i) {
                ids.push_back(static_cast<std::int32_t>(own.below(97)));
            }
            all.push_back(ids);
        }
    }
    return all;
}

std::vector<std::string> groups()
{
    return {"a", "a", "a", "a", "a", "b", "b", "b", "b", "b"};
}

/// A tokenizer that writes every letter as the same token.
class SameTokenizer : public Tokenizer {
public:
    Encoding encode(std::string_view, bool) const override { return {{5}, {{0, 1}}}; }
    std::string decode(const Ids&, bool) const override { return {}; }
    std::string tokenText(std::int32_t) const override { return {}; }
    bool isSpecial(std::int32_t) const override { return false; }
};

} // namespace

class TstChoiceScoring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginningsAreSharedWhereThatSavesTokens()
    {
        const std::vector<PromptBatch> plan = planChoiceBatches(prompts(), groups(), 2, true);
        QCOMPARE(plan.size(), std::size_t{6}); // 2 + 2 + 1 rows of each subject
        for (const PromptBatch& batch : plan) {
            QCOMPARE(batch.sharedTokens, kCommon);
        }
        QCOMPARE(plan[0].rows, (RowBatch{4, 3})); // the longest first
        QCOMPARE(plan[2].rows, RowBatch{0});
        QCOMPARE(plan[3].rows, (RowBatch{9, 8}));
        for (const PromptBatch& batch : planChoiceBatches(prompts(), groups(), 8, false)) {
            QCOMPARE(batch.sharedTokens, std::int64_t{0});
        }
        // Two rows that share too little go by length.
        const std::vector<Ids> few{{1, 2, 3, 4}, {1, 2, 3, 5, 6}};
        const std::vector<PromptBatch> small = planChoiceBatches(few, {"a", "a"}, 8, true);
        QCOMPARE(small.size(), std::size_t{1});
        QCOMPARE(small[0].sharedTokens, std::int64_t{0});
        QCOMPARE(small[0].rows, (RowBatch{1, 0}));
    }

    void everyPromptKeepsATokenOfItsOwn()
    {
        const std::vector<Ids> same(5, Ids(30, 3));
        for (const PromptBatch& batch :
             planChoiceBatches(same, std::vector<std::string>(5, "a"), 8, true)) {
            QCOMPARE(batch.sharedTokens, std::int64_t{29});
        }
    }

    void sharedOrNotTheScoresAreThoseOfOnePass_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("batch");
        QTest::addColumn<bool>("canShare");
        for (const char* model : {"llama", "qwen2", "llama-llama3"}) {
            QTest::addRow("%s, one by one", model) << model << 1 << false;
            QTest::addRow("%s, batches", model) << model << 3 << false;
            QTest::addRow("%s, shared", model) << model << 3 << true;
            QTest::addRow("%s, shared, one by one", model) << model << 1 << true;
        }
        QTest::addRow("dynamic, batches") << "llama-dynamic" << 3 << false;
        QTest::addRow("window, batches") << "mistral" << 3 << false;
    }
    void sharedOrNotTheScoresAreThoseOfOnePass()
    {
        QFETCH(QString, model);
        QFETCH(int, batch);
        QFETCH(bool, canShare);
        ModelConfig config = referenceConfig(model.toStdString());
        const auto transformer = plantedModel(config);
        const std::vector<Ids> all = prompts();
        const Ids choices{3, 50, 60, 96};
        ChoiceScorer scorer(*transformer, all, choices);
        std::size_t scored = 0;
        double largest = 0.0;
        for (const PromptBatch& work : planChoiceBatches(all, groups(), batch, canShare)) {
            const std::vector<ChoiceScore> scores = scorer.score(work, {});
            QCOMPARE(scores.size(), work.rows.size());
            for (std::size_t i = 0; i < scores.size(); ++i, ++scored) {
                const TokenBatch whole = padLeft({all[work.rows[i]]}, 0, at::kCPU);
                const at::Tensor logits = transformer->lastLogits(whole)[0];
                const at::Tensor logprobs = at::log_softmax(logits.to(at::kDouble), 0);
                for (std::size_t k = 0; k < choices.size(); ++k) {
                    largest = std::max<double>(
                        largest, std::abs(scores[i].logits[k] - logits[choices[k]].item<float>()));
                    largest = std::max(
                        largest,
                        std::abs(scores[i].logprobs[k] - logprobs[choices[k]].item<double>()));
                }
            }
        }
        QCOMPARE(scored, all.size());
        QVERIFY2(largest < 2e-5, std::to_string(largest).c_str());
    }

    void aStopIsTakenWithinAPass()
    {
        const auto transformer = plantedModel(referenceConfig("llama"));
        const std::vector<Ids> all = prompts();
        ChoiceScorer scorer(*transformer, all, {1, 2, 3, 4});
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(scorer.score({{0}, 0}, context), Canceled);
    }

    void lettersMustDiffer()
    {
        try {
            choiceTokens(SameTokenizer(), "m");
            QFAIL("nothing was thrown");
        } catch (const StudyError& error) {
            QCOMPARE(error.where(), std::string("m"));
        }
        const auto tokenizer =
            openTokenizer(std::filesystem::path(NEUROGRAFT_RESOURCES) / "demo" / "student");
        const Ids tokens = choiceTokens(*tokenizer, "demo");
        QCOMPARE(tokens.size(), std::size_t{4});
        QCOMPARE(tokenizer->tokenText(tokens[1]), std::string(" B"));
    }

    void answersGoByLengthAndAloneAtTheEndOfTheContext()
    {
        const std::vector<RowBatch> plan = planAnswerBatches({10, 30, 91, 20, 95, 90}, 10, 100, 2);
        QCOMPARE(plan.size(), std::size_t{4});
        QCOMPARE(plan[0], RowBatch{2}); // 91 + 10 may meet the end
        QCOMPARE(plan[1], RowBatch{4});
        QCOMPARE(plan[2], (RowBatch{5, 1}));
        QCOMPARE(plan[3], (RowBatch{3, 0}));
    }
};

QTEST_GUILESS_MAIN(TstChoiceScoring)
#include "tst_choice_scoring.moc"
