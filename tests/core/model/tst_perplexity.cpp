// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/tokenized_row.h"
#include "core/run/error.h"
#include "core/run/perplexity.h"
#include "core/run/predict.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace neurograft;
namespace fs = std::filesystem;

/// perplexity against the log probabilities of single forward passes (decisions.md D7).
class TstPerplexity : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static fs::path data(const char* name) { return fs::path(NEUROGRAFT_TEST_DATA) / name; }
    static PerplexityOptions options()
    {
        PerplexityOptions options;
        options.model = data("tiny-S");
        options.data = data("demo.jsonl");
        options.device = "cpu";
        options.rows.limit = 4;
        return options;
    }
    fs::path write(const char* rows) const
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "rows.jsonl";
        writeFileAtomically(path, rows, true);
        return path;
    }

private Q_SLOTS:
    void meanIsOverAllLabelledTokens_data()
    {
        QTest::addColumn<int>("maxLength");
        QTest::newRow("whole rows with eos") << 1024;
        QTest::newRow("cut rows") << 20;
    }
    void meanIsOverAllLabelledTokens()
    {
        QFETCH(int, maxLength);
        PerplexityOptions asked = options();
        asked.maxLength = maxLength;
        const PerplexityResult result = measurePerplexity(asked, RunContext{});
        PredictOptions predict;
        predict.device = "cpu";
        const Predictor predictor(asked.model, predict, RunContext{});
        const auto tokenizer = openTokenizer(asked.model);
        double sum = 0.0;
        std::int64_t tokens = 0;
        std::int64_t rows = 0;
        for (const ExampleRow& example : readDataset(asked.data, asked.rows).rows) {
            const TokenizedRow row = tokenizeRow(*tokenizer, example, maxLength, true);
            const Prediction prediction = predictor.predictIds(row.ids);
            for (auto i = static_cast<std::size_t>(row.responseStart); i < row.ids.size(); ++i) {
                sum -= prediction.logprobs[i];
                ++tokens;
            }
            rows += row.hasResponse() ? 1 : 0;
        }
        QVERIFY(tokens > 8);
        QCOMPARE(result.tokens, tokens);
        QCOMPARE(result.rows, rows);
        QCOMPARE(result.skipped, std::int64_t{4} - rows);
        QVERIFY(std::abs(result.nll - sum / static_cast<double>(tokens)) < 1e-6);
        QCOMPARE(result.perplexity, std::exp(result.nll));
    }

    void rowsWithoutLabelsAreSkippedAndCounted()
    {
        PerplexityOptions asked = options();
        asked.rows.limit = 0;
        asked.maxLength = 3;
        asked.data = write("{\"prompt\":\"one two three four five six\",\"response\":\" seven\"}\n"
                           "{\"text\":\"one two three four\"}\n");
        const PerplexityResult result = measurePerplexity(asked, RunContext{});
        QCOMPARE(result.skipped, std::int64_t{1});
        QCOMPARE(result.rows, std::int64_t{1});
        asked.data =
            write("{\"prompt\":\"one two three four five six\",\"response\":\" seven\"}\n");
        QVERIFY_EXCEPTION_THROWN(measurePerplexity(asked, RunContext{}), StudyError);
    }

    void rowLongerThanTheContextIsRefused()
    {
        PerplexityOptions asked = options();
        asked.rows.limit = 0;
        std::string text;
        for (int i = 0; i < 400; ++i) {
            text += "word" + std::to_string(i) + " ";
        }
        asked.data = write(("{\"text\":\"" + text + "\"}\n").c_str());
        QVERIFY_EXCEPTION_THROWN(measurePerplexity(asked, RunContext{}), StudyError);
        asked.maxLength = 256; // the context of tiny-S
        QCOMPARE(measurePerplexity(asked, RunContext{}).tokens, std::int64_t{255});
    }

    void adapterChangesIt()
    {
        PerplexityOptions asked = options();
        const double plain = measurePerplexity(asked, RunContext{}).nll;
        asked.overlay.adapters = {data("adapters/linear")};
        QVERIFY(std::abs(measurePerplexity(asked, RunContext{}).nll - plain) > 1e-3);
    }
};

QTEST_GUILESS_MAIN(TstPerplexity)
#include "tst_perplexity.moc"
