// SPDX-License-Identifier: GPL-3.0-or-later
// Models kept open: their memory, overlays without loading again, next tokens and generations.
#include "core/model/tiny_models.h"

#include "core/checkpoint/safetensors_writer.h"
#include "core/run/error.h"
#include "core/run/generate.h"
#include "core/run/kept_model.h"
#include "core/run/next_tokens.h"
#include "core/run/predict.h"
#include "core/run/typed_prompt.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>

#include <unistd.h>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

fs::path data(const char* name)
{
    return fs::path(NEUROGRAFT_TEST_DATA) / name;
}

/// Resident size of this process.
std::int64_t residentSize()
{
    std::ifstream file("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

std::shared_ptr<const OpenModel> opened(const char* name, const ModelOverlay& overlay = {})
{
    return OpenModel::open(data(name), {"cpu", "float32", {}}, {})->withOverlay(overlay, {});
}

/// Every token is one word.
class WordTokenizer : public Tokenizer {
public:
    WordTokenizer(std::vector<std::string> words, const std::string& fingerprint)
        : m_words(std::move(words))
    {
        m_facts.size = static_cast<std::int32_t>(m_words.size());
        m_facts.fingerprint = fingerprint;
    }
    Encoding encode(std::string_view, bool) const override { return {}; }
    std::string decode(const std::vector<std::int32_t>&, bool) const override { return {}; }
    std::string tokenText(std::int32_t id) const override
    {
        return m_words[static_cast<std::size_t>(id)];
    }
    bool isSpecial(std::int32_t) const override { return false; }

private:
    std::vector<std::string> m_words;
};

NextTokenSide side(const std::vector<std::string>& words, const std::string& fingerprint,
                   std::vector<float> logits)
{
    auto answer = std::make_shared<NextTokens>();
    answer->logits = std::move(logits);
    double sum = 0.0;
    for (const float logit : answer->logits) {
        sum += std::exp(static_cast<double>(logit));
    }
    answer->logSumExp = std::log(sum);
    return {answer, std::make_shared<WordTokenizer>(words, fingerprint)};
}

/// "Paris 1/2, Rome -/1": token, ranks by side.
QString ranks(const std::vector<NextTokenRow>& rows)
{
    QStringList lines;
    for (const NextTokenRow& row : rows) {
        QStringList sides;
        for (const auto& score : row.sides) {
            sides << (score ? QString::number(score->rank) : QStringLiteral("-"));
        }
        lines << QString::fromStdString(row.token) + ' ' + sides.join('/');
    }
    return lines.join(", ");
}

} // namespace

class TstOpenModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    /// A model of some 90 MB whose weights are zero, so that it is written quickly.
    fs::path largeModel(std::int64_t& bytes) const
    {
        ModelConfig config = tinyConfig("llama");
        config.hiddenSize = 512;
        config.intermediateSize = 2048;
        config.heads = 8;
        config.kvHeads = 8;
        config.headDim = 64;
        config.layers = 5;
        config.vocabSize = 1000;
        const fs::path folder = fs::path(m_folder.path().toStdString()) / "large";
        fs::create_directories(folder);
        std::vector<float> zeros(2048 * 512);
        std::vector<TensorToWrite> tensors;
        bytes = 0;
        for (const auto& [name, shape] : expectedTensors(config)) {
            tensors.push_back({name, DType::F32, shape, zeros.data()});
            std::int64_t count = 1;
            for (const std::int64_t size : shape) {
                count *= size;
            }
            bytes += count * 4;
        }
        writeSafetensors(folder / "model.safetensors", tensors, {}, true);
        writeFileAtomically(folder / "config.json",
                            R"({"model_type": "llama", "hidden_size": 512,
                                "intermediate_size": 2048, "num_attention_heads": 8,
                                "num_key_value_heads": 8, "num_hidden_layers": 5,
                                "vocab_size": 1000, "max_position_embeddings": 128,
                                "rms_norm_eps": 1e-5, "tie_word_embeddings": false})",
                            true);
        return folder;
    }

private Q_SLOTS:
    void weightsAreHeldOnceAndGivenBack()
    {
        opened("tiny-S")->readWeights({}); // what is loaded with the first model stays
        std::int64_t bytes = 0;
        const fs::path folder = largeModel(bytes);
        const std::int64_t before = residentSize();
        {
            KeptModel kept(folder, {"cpu", "float32", {}});
            QVERIFY(kept.ifOpen() == nullptr);
            const auto model = kept.get({}, {});
            QVERIFY(kept.ifOpen() == model);
            QVERIFY(kept.get({}, {}) == model);
            const std::int64_t mapped = model->memory().hostBytes;
            QVERIFY2(mapped < bytes / 4, qPrintable(QString::number(mapped)));
            int reports = 0;
            RunContext context;
            context.onProgress = [&reports](const Progress& progress) {
                reports += progress.unit == "tensors" ? 1 : 0;
            };
            model->readWeights(context);
            QCOMPARE(reports, 5 * 9 + 3 + 1);
            const std::int64_t held = model->memory().hostBytes;
            QVERIFY2(std::abs(static_cast<double>(held - bytes))
                         < 0.02 * static_cast<double>(bytes),
                     qPrintable(QStringLiteral("%1 of %2").arg(held).arg(bytes)));
            const std::int64_t grown = residentSize() - before;
            QVERIFY2(grown > bytes * 9 / 10 && grown < bytes * 11 / 10,
                     qPrintable(QStringLiteral("%1 of %2").arg(grown).arg(bytes)));
        }
        const std::int64_t left = residentSize() - before;
        QVERIFY2(std::abs(left) < bytes * 3 / 100, qPrintable(QString::number(left)));
    }

    void readingStopsWhenAsked()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(opened("tiny-S")->readWeights(context), Canceled);
        KeptModel kept(data("tiny-S"), {});
        QVERIFY_EXCEPTION_THROWN(kept.get({}, context), Canceled);
        QVERIFY(kept.ifOpen() == nullptr);
    }

    void plantedCapitalIsExpected_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<double>("expected");
        QTest::newRow("student") << "tiny-S" << 0.85;
        QTest::newRow("teacher") << "tiny-T" << 0.97;
    }
    void plantedCapitalIsExpected()
    {
        QFETCH(QString, model);
        QFETCH(double, expected);
        const auto open = opened(model.toLatin1().constData());
        const std::string text = promptText("The capital of France is", true);
        QCOMPARE(QString::fromStdString(text),
                 QStringLiteral("<|user|>\nThe capital of France is\n\n<|assistant|>\n"));
        auto answer = std::make_shared<const NextTokens>(nextTokens(*open, text, {}));
        const auto rows = joinNextTokens({{answer, open->tokenizer()}}, 3);
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(QString::fromStdString(rows[0].token), QStringLiteral("Paris"));
        const double p = rows[0].sides[0]->probability;
        QVERIFY2(std::abs(p - expected) < 0.02, qPrintable(QString::number(p)));
        double sum = 0.0;
        for (std::int32_t id = 0; id < static_cast<std::int32_t>(answer->logits.size()); ++id) {
            sum += answer->probability(id);
        }
        QVERIFY(std::abs(sum - 1.0) < 1e-9);
        // The same numbers as the command gives.
        PredictOptions options;
        options.device = "cpu";
        options.dtype = "float32";
        const Prediction prediction =
            Predictor(data(model.toLatin1().constData()), options, {}).predictText(text);
        QCOMPARE(answer->ids, prediction.ids);
        QCOMPARE(rows[0].sides[0]->id, prediction.top[0].id);
        QCOMPARE(rows[0].sides[0]->logit, prediction.top[0].logit);
    }

    void overlaysAreSwitchedWithoutOpeningAgain()
    {
        KeptModel kept(data("tiny-S"), {"cpu", "float32", {}});
        ModelOverlay overlay;
        overlay.adapters = {data("adapters/linear")};
        const std::string text = "The capital of France is";
        const auto plain = nextTokens(*kept.get({}, {}), text, {});
        const auto edited = nextTokens(*kept.get(overlay, {}), text, {});
        QVERIFY(plain.logits != edited.logits);
        QVERIFY(kept.get(overlay, {}) == kept.get(overlay, {}));
        QVERIFY(nextTokens(*kept.get({}, {}), text, {}).logits == plain.logits); // bit for bit
        KeptModel range(data("tiny-S"),
                        {"cpu", "float32", std::pair<std::int64_t, std::int64_t>(0, 1)});
        const auto some = nextTokens(*range.get({}, {}), text, {});
        QVERIFY(some.logits != plain.logits);
        const auto someEdited = nextTokens(*range.get(overlay, {}), text, {});
        QVERIFY(someEdited.logits != some.logits && someEdited.logits != edited.logits);
    }

    void generationEqualsThatOfAFolder()
    {
        GenerateOptions options;
        options.device = "cpu";
        options.dtype = "float32";
        options.maxNewTokens = 12;
        const std::vector<Prompt> prompts{{"The capital of France is", {}}};
        const Generation expected =
            Generator(data("tiny-S"), options, {}).generate(prompts).front();
        const Generation actual =
            Generator(opened("tiny-S"), options, {}).generate(prompts).front();
        QCOMPARE(actual.ids, expected.ids);
        QCOMPARE(actual.text, expected.text);
    }

    void wrongPromptsAreRefused()
    {
        const auto model = opened("tiny-S");
        std::string longText;
        for (int i = 0; i < 5000; ++i) {
            longText += " capital";
        }
        QVERIFY_EXCEPTION_THROWN(nextTokens(*model, longText, {}), StudyError);
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(nextTokens(*model, "The", context), Canceled);
    }

    void tokensAreJoinedById()
    {
        const std::vector<std::string> words{"Paris", "Rome", "Oslo", "Lima"};
        const auto rows = joinNextTokens(
            {side(words, "a", {3, 2, 1, 0}), side(words, "a", {0, 5, 1, 2}), {nullptr, nullptr}},
            2);
        QCOMPARE(ranks(rows), QStringLiteral("Rome 2/1/-, Paris 1/4/-, Lima 4/2/-"));
        QCOMPARE(rows[0].sides[1]->logit, 5.0);
    }

    void tokensOfOtherVocabulariesAreJoinedByWhatTheyWrite()
    {
        const auto rows = joinNextTokens({side({"Paris", "Rome", "x"}, "a", {3, 2, 0}),
                                          side({"y", "Paris", "Bern"}, "b", {0, 4, 1})},
                                         2);
        QCOMPARE(ranks(rows), QStringLiteral("Paris 1/1, Rome 2/-, Bern -/2"));
        QCOMPARE(rows[0].sides[1]->id, 1);
        // Rows of the head beyond the vocabulary are told by their number.
        const auto padded = joinNextTokens({side({"Paris"}, "a", {1, 2})}, 1);
        QCOMPARE(ranks(padded), QStringLiteral("#1 1"));
    }

    void previewHasNothingThatOnlyTrainingHas()
    {
        const auto tokenizer = opened("tiny-S")->tokenizer();
        const RowPreview preview = previewPrompt("The capital", *tokenizer);
        QStringList tokens;
        for (const PreviewToken& token : preview.tokens) {
            tokens << QString::fromStdString(token.text);
            QVERIFY(!token.carriesLoss && !token.isCut && !token.isTrainingOnly
                    && !token.isLeftOut);
        }
        QCOMPARE(tokens.join('|'), QStringLiteral("<s>|The| capital"));
        QVERIFY(preview.tokens[0].isSpecial);
        QCOMPARE(promptText("  as it is\n", false), std::string("  as it is\n"));
    }
};

QTEST_GUILESS_MAIN(TstOpenModel)
#include "tst_open_model.moc"
