// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tiny_models.h"

#include "core/engine/generate/batch_decoder.h"
#include "core/run/error.h"
#include "core/run/generate.h"
#include "core/text/tokenizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>

#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

/// Greedy and sampled continuations of tiny models: the cache, batches of ragged rows, every way to
/// stop.
class TstGenerate : public QObject {
    Q_OBJECT

    using Ids = std::vector<std::int32_t>;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }

    static std::vector<Ids> raggedRows(std::int64_t vocabulary)
    {
        std::vector<Ids> rows;
        for (std::int32_t row = 0; row < 8; ++row) {
            Ids ids;
            for (std::int32_t t = 0; t < 3 + 2 * row; ++t) {
                ids.push_back((17 * row + 29 * t + 5) % static_cast<std::int32_t>(vocabulary));
            }
            rows.push_back(ids);
        }
        return rows;
    }

    static Ids greedyWithoutCache(const TransformerModel& model, Ids ids, std::int64_t count)
    {
        const at::NoGradGuard noGrad;
        Ids added;
        while (static_cast<std::int64_t>(added.size()) < count) {
            const at::Tensor logits = model.lastLogits(padLeft({ids}, 0, at::kCPU));
            added.push_back(static_cast<std::int32_t>(logits[0].argmax().item<std::int64_t>()));
            ids.push_back(added.back());
        }
        return added;
    }

    static std::vector<DecodeRow> decodeRows(const std::vector<Ids>& prompts)
    {
        std::vector<DecodeRow> rows;
        for (const Ids& prompt : prompts) {
            rows.push_back({prompt, rows.size()});
        }
        return rows;
    }

    static GenerateOptions options()
    {
        GenerateOptions options;
        options.device = "cpu";
        options.maxNewTokens = 12;
        options.ignoresEos = true;
        return options;
    }
    static Generation one(const GenerateOptions& options, const Ids& ids)
    {
        return Generator(data("tiny-S"), options, RunContext{}).generate({{{}, ids}}).front();
    }

private Q_SLOTS:
    void batchWithCacheEqualsSingleRowsWithoutOne_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"llama", "llama-llama3", "qwen2", "qwen3", "qwen3-window",
                                 "mistral", "qwen2-window"}) {
            QTest::newRow(name) << name;
        }
    }
    void batchWithCacheEqualsSingleRowsWithoutOne()
    {
        QFETCH(QString, name);
        const auto model = plantedModel(referenceConfig(name.toStdString()));
        const auto prompts = raggedRows(model->config().vocabSize);
        DecodeOptions decode;
        decode.maxNewTokens = 10;
        const DecodedBatch batch = decodeBatch(*model, decodeRows(prompts), decode, {}, {});
        for (std::size_t row = 0; row < prompts.size(); ++row) {
            QCOMPARE(batch.rows[row].ids, greedyWithoutCache(*model, prompts[row], 10));
            QVERIFY(batch.rows[row].reason == StopReason::Length);
        }
        QCOMPARE(batch.tokens, std::int64_t{8 * 9});
    }

    /// decisions.md D39: a cache changes nothing, and neither do the other rows of a batch.
    void dynamicScalingFollowsEachRowsLength()
    {
        const ModelConfig config = referenceConfig("llama-dynamic"); // original context 24
        QVERIFY(config.layers > 1); // keys of the first layer would be right in any case
        const auto model = plantedModel(config);
        auto prompts = raggedRows(config.vocabSize);
        prompts.push_back(Ids(30, 7)); // longer than the context from the start
        DecodeOptions decode;
        decode.maxNewTokens = 15;
        const DecodedBatch batch = decodeBatch(*model, decodeRows(prompts), decode, {}, {});
        for (std::size_t row = 0; row < prompts.size(); ++row) {
            QCOMPARE(batch.rows[row].ids, greedyWithoutCache(*model, prompts[row], 15));
        }
    }

    void rowsThatEndLeaveTheBatch()
    {
        const auto model = plantedModel(referenceConfig("qwen2"));
        const auto prompts = raggedRows(model->config().vocabSize);
        DecodeOptions decode;
        decode.maxNewTokens = 12;
        // The longest row, which pads all others, ends first; others at different steps.
        const Ids steps{3, 12, 5, 12, 7, 12, 2, 1};
        Ids seen(8, 0);
        const DecodedBatch batch = decodeBatch(
            *model, decodeRows(prompts), decode,
            [&](std::size_t row, std::int32_t) { return ++seen[row] == steps[row]; }, {});
        for (std::size_t row = 0; row < prompts.size(); ++row) {
            QCOMPARE(batch.rows[row].ids, greedyWithoutCache(*model, prompts[row], steps[row]));
            QVERIFY(batch.rows[row].reason == StopReason::Text);
        }
    }

    void eosEndsARowAndIsNoText()
    {
        const Generation free = one(options(), {5, 9, 30});
        const std::int32_t eos = free.ids[4];
        const auto model = TransformerModel::load(data("tiny-S"), {"cpu", "float32"});
        DecodeOptions decode;
        decode.maxNewTokens = 12;
        decode.eosIds = {510, eos};
        const DecodedBatch batch = decodeBatch(*model, decodeRows({{5, 9, 30}}), decode, {}, {});
        const auto first = std::find(free.ids.begin(), free.ids.end(), eos);
        QCOMPARE(batch.rows[0].ids, Ids(free.ids.begin(), first + 1));
        QVERIFY(batch.rows[0].reason == StopReason::Eos);
    }

    void stopSequenceEndsARowBeforeItsText()
    {
        const Generation free = one(options(), {5, 9, 30});
        GenerateOptions stopping = options();
        stopping.stopSequences = {{1, 2, 3, 4}, {free.ids[5], free.ids[6]}, {free.ids[6]}};
        const Generation stopped = one(stopping, {5, 9, 30});
        QCOMPARE(stopped.stopReason, std::string("stop"));
        QVERIFY(stopped.ids.size() <= 7);
        QCOMPARE(stopped.ids,
                 Ids(free.ids.begin(),
                     free.ids.begin() + static_cast<std::ptrdiff_t>(stopped.ids.size())));
        QCOMPARE(stopped.ids.back(), free.ids[6]);
        QVERIFY(free.text.compare(0, stopped.text.size(), stopped.text) == 0);
        QVERIFY(stopped.text.size() < free.text.size());
    }

    void stopStringCutsTheText()
    {
        const Generation free = one(options(), {5, 9, 30});
        QVERIFY(free.text.size() > 8);
        const std::size_t at = free.text.size() / 2;
        std::size_t begin = at;
        while (begin > 0 && (static_cast<unsigned char>(free.text[begin]) & 0xc0U) == 0x80U) {
            --begin; // not inside a character
        }
        std::size_t end = begin + 1;
        while (end < free.text.size()
               && (static_cast<unsigned char>(free.text[end]) & 0xc0U) == 0x80U) {
            ++end;
        }
        const std::string stop = free.text.substr(begin, end - begin);
        GenerateOptions stopping = options();
        stopping.stops = {stop, ""};
        const Generation stopped = one(stopping, {5, 9, 30});
        QCOMPARE(stopped.stopReason, std::string("stop"));
        QCOMPARE(QString::fromStdString(stopped.text),
                 QString::fromStdString(free.text.substr(0, free.text.find(stop))));
        QVERIFY(stopped.ids.size() < free.ids.size());
    }

    void samplesDependOnSeedAndRowAlone()
    {
        GenerateOptions sampling = options();
        sampling.temperature = 1.5;
        sampling.topP = 0.95;
        std::vector<Prompt> prompts;
        for (const Ids& ids : raggedRows(512)) {
            prompts.push_back({{}, ids});
        }
        const auto all = [&](std::int64_t batch, std::uint64_t seed) {
            sampling.batch = batch;
            sampling.seed = seed;
            std::vector<Ids> ids;
            for (const Generation& row :
                 Generator(data("tiny-S"), sampling, RunContext{}).generate(prompts)) {
                ids.push_back(row.ids);
            }
            return ids;
        };
        const auto together = all(8, 42);
        QVERIFY(all(3, 42) == together);
        QVERIFY(all(1, 42) == together);
        QVERIFY(all(8, 43) != together);
    }

    /// First tokens of 3000 rows against the model's own softmax (chi-square, 99.99 % point).
    void sampledTokensFollowTheModel()
    {
        const auto model = plantedModel(referenceConfig("llama"));
        const Ids prompt{5, 9, 30, 2};
        const at::NoGradGuard noGrad;
        const at::Tensor p =
            model->lastLogits(padLeft({prompt}, 0, at::kCPU))[0].to(at::kDouble).softmax(0);
        constexpr int kRows = 3000;
        DecodeOptions decode;
        decode.maxNewTokens = 1;
        decode.sampling.temperature = 1.0;
        const DecodedBatch batch =
            decodeBatch(*model, decodeRows(std::vector<Ids>(kRows, prompt)), decode, {}, {});
        std::vector<double> count(static_cast<std::size_t>(p.size(0)), 0.0);
        for (const DecodedRow& row : batch.rows) {
            count[static_cast<std::size_t>(row.ids.front())] += 1.0;
        }
        double statistic = 0.0;
        double bins = 0.0;
        double rest = 0.0;
        double restCount = 0.0;
        for (std::int64_t id = 0; id < p.size(0); ++id) {
            const double expected = p[id].item<double>() * kRows;
            const double seen = count[static_cast<std::size_t>(id)];
            if (expected >= 6.0) {
                statistic += (seen - expected) * (seen - expected) / expected;
                bins += 1.0;
            } else {
                rest += expected;
                restCount += seen;
            }
        }
        statistic += rest > 0.0 ? (restCount - rest) * (restCount - rest) / rest : 0.0;
        const double degrees = bins - (rest > 0.0 ? 0.0 : 1.0);
        const double share = 2.0 / (9.0 * degrees);
        const double bound = degrees * std::pow(1.0 - share + 3.719 * std::sqrt(share), 3.0);
        qInfo("chi-square %.1f with %.0f degrees of freedom, bound %.1f", statistic, degrees,
              bound);
        QVERIFY(degrees > 10.0);
        QVERIFY(statistic < bound);
    }

    void tokensAreStreamedWithTheirText()
    {
        std::vector<GeneratedToken> tokens;
        const Generator generator(data("tiny-S"), options(), RunContext{});
        const auto results =
            generator.generate({{"The cat", {}}, {"One two three", {}}},
                               [&tokens](const GeneratedToken& token) { tokens.push_back(token); });
        for (std::size_t row = 0; row < results.size(); ++row) {
            Ids ids;
            std::string text;
            for (const GeneratedToken& token : tokens) {
                if (token.row == row) {
                    ids.push_back(token.id);
                    text += token.text;
                }
            }
            QCOMPARE(ids, results[row].ids);
            // An unfinished character at the very end is written by the result alone.
            QVERIFY(results[row].text.compare(0, text.size(), text) == 0);
            QVERIFY(results[row].text.size() - text.size() <= 9);
            QVERIFY(results[row].tokensPerSecond > 0.0);
            QCOMPARE(results[row].stopReason, std::string("length"));
        }
    }

    void fullContextEndsARow()
    {
        GenerateOptions long_ = options();
        long_.maxNewTokens = 1000;
        const Generation full = one(long_, Ids(250, 7)); // the context of tiny-S is 256
        QCOMPARE(full.stopReason, std::string("context"));
        QCOMPARE(full.ids.size(), std::size_t{7});
    }

    void impossibleRequestsAreRefused()
    {
        const auto refused = [](const GenerateOptions& options, const Ids& ids) {
            QVERIFY_EXCEPTION_THROWN(one(options, ids), StudyError);
        };
        refused(options(), Ids(257, 7));
        refused(options(), {1, 512});
        GenerateOptions wrong = options();
        wrong.maxNewTokens = 0;
        refused(wrong, {1});
        wrong = options();
        wrong.topP = 0.0;
        refused(wrong, {1});
        wrong = options();
        wrong.temperature = -1.0;
        refused(wrong, {1});
        wrong = options();
        wrong.addSpecialTokens = false; // an empty text has no token then
        const Generator generator(data("tiny-S"), wrong, RunContext{});
        QVERIFY_EXCEPTION_THROWN(generator.generate({{"", {}}}), StudyError);
    }

    void stopIsLookedForAtEveryLayer()
    {
        int left = 3; // within the prompt: tiny-S has four layers
        RunContext context;
        context.isStopRequested = [&left] { return --left < 0; };
        const Generator generator(data("tiny-S"), options(), context);
        int tokens = 0;
        QVERIFY_EXCEPTION_THROWN(
            generator.generate({{{}, {1, 2}}}, [&tokens](const GeneratedToken&) { ++tokens; }),
            Canceled);
        QCOMPARE(tokens, 0);
    }

    void stopRequestEndsTheGeneration()
    {
        int left = 4;
        RunContext context;
        context.isStopRequested = [&left] { return --left < 0; };
        const Generator generator(data("tiny-S"), options(), context);
        QVERIFY_EXCEPTION_THROWN(generator.generate({{{}, {1, 2}}}), Canceled);
    }
};

QTEST_GUILESS_MAIN(TstGenerate)
#include "tst_generate.moc"
