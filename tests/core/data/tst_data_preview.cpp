// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_overlap.h"
#include "core/data/tokenized_row.h"
#include "core/run/data_preview.h"
#include "core/run/error.h"

#include <QtTest>

#include <filesystem>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData(NEUROGRAFT_TEST_DATA);

std::shared_ptr<const DataFile> demoFile()
{
    return DataFile::open(kData / "demo.jsonl", {});
}

/// "<s>|The|_capital": tokens in words, marks behind them: L loss, C cut, Z left out, E eos.
QString words(const RowPreview& preview)
{
    QStringList list;
    for (const PreviewToken& token : preview.tokens) {
        QString word = QString::fromStdString(token.text);
        word.replace(QLatin1Char(' '), QLatin1Char('_'))
            .replace(QLatin1Char('\n'), QLatin1String("\\n"));
        word += QString(token.isSpecial ? "S" : "") + QString(token.carriesLoss ? "L" : "")
            + QString(token.isCut ? "C" : "") + QString(token.isLeftOut ? "Z" : "")
            + QString(token.isTrainingOnly ? "E" : "");
        list << word;
    }
    return list.join(QLatin1Char('|'));
}

RowLength length(std::int64_t tokens, std::int64_t responseStart, bool takesEos)
{
    RowLength made;
    made.tokens = tokens;
    made.responseStart = responseStart;
    made.takesEos = takesEos;
    return made;
}

} // namespace

class TstDataPreview : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowOfTheDemoIsListed()
    {
        const auto file = demoFile();
        QCOMPARE(file->rows(), std::int64_t{48});
        QVERIFY(file->problems().empty());
        QCOMPARE(file->facts(4).messages, std::int64_t{2});
        const ExampleRow row = file->row(4);
        QCOMPARE(row.response, std::string("Paris\n\n"));
        QCOMPARE(file->facts(4).characters, static_cast<std::int64_t>(row.text().size()));
    }

    void brokenRowsAreToldAndTheOthersStay()
    {
        const auto file = DataFile::parse("{\"text\": \"a\"}\n"
                                          "{\"prompt\": \"p\", \"answer\": \"b\"}\n"
                                          "{\"messages\": [{\"role\": \"user\"}]}\n"
                                          "\n"
                                          "{\"text\": \"\u00e9\"}\n\n",
                                          "f.jsonl", {});
        QCOMPARE(file->rows(), std::int64_t{5});
        QCOMPARE(file->problems().size(), std::size_t{3});
        QCOMPARE(file->problems()[0].line, std::int64_t{1});
        QCOMPARE(file->problems()[0].key, std::string());
        QCOMPARE(file->problems()[0].expected,
                 std::string("messages, or prompt and response, or text"));
        QCOMPARE(file->problems()[0].got, std::string("keys answer, prompt"));
        QCOMPARE(file->problems()[1].key, std::string("messages[0]"));
        QCOMPARE(file->problems()[2].got, std::string("an empty line"));
        QVERIFY(!file->facts(3).isUsable && file->facts(4).isUsable);
        QCOMPARE(file->facts(4).characters, std::int64_t{1});
        QVERIFY_EXCEPTION_THROWN(file->row(1), FormatError);
        QVERIFY_EXCEPTION_THROWN(DataFile::parse("\n", "f", {}), FormatError);
    }

    void promptsShareWholeWords()
    {
        const auto row = [](const char* prompt) {
            return std::string("{\"prompt\": \"") + prompt + "\", \"response\": \"r\"}\n";
        };
        const auto shared = [&](const std::string& bytes) {
            return DataFile::parse(bytes, "f", {})->commonPrompt();
        };
        QCOMPARE(shared(row("Say: one two") + row("Say: one three")), std::size_t{9});
        QCOMPARE(shared(row("Say: one")), std::size_t{0});
        QCOMPARE(shared(row("Say") + row("Sing")), std::size_t{0});
        QCOMPARE(demoFile()->commonPrompt(), std::string("<|user|>\n").size());
    }

    void openingCanBeStopped()
    {
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(DataFile::parse("{\"text\": \"a\"}", "f", context), Canceled);
    }

    void lossTokensAreThoseOfTheResponseAndTheEnd()
    {
        const auto tokenizer = openTokenizer(kData / "tiny-S");
        const RowPreview preview = previewRow(demoFile()->row(4), *tokenizer);
        // Tags of the tokenizer are recognised inside the text; \n is a byte.
        QCOMPARE(words(preview),
                 QStringLiteral("<s>SZ|<|user|>S|\\n|The|_capital|_of|_France|_is|\\n|\\n|"
                                "<|assistant|>S|\\n|ParisL|\\nL|\\nL|</s>SLE"));
        QCOMPARE(preview.textTokens, std::int64_t{15});
        QCOMPARE(preview.lossTokens, std::int64_t{4});
        QVERIFY(!preview.isTruncated());
        QVERIFY(preview.tokens[0].span == (CharSpan{0, 0}));
        QVERIFY(preview.tokens[6].span == (CharSpan{23, 30}));
    }

    void tokensBeyondTheCutOffAreMarked()
    {
        const auto tokenizer = openTokenizer(kData / "tiny-S");
        PreviewOptions options;
        options.maxLength = 13;
        options.keepPositionZero = true;
        const RowPreview preview = previewRow(demoFile()->row(4), *tokenizer, options);
        QCOMPARE(words(preview),
                 QStringLiteral("<s>S|<|user|>S|\\n|The|_capital|_of|_France|_is|\\n|\\n|"
                                "<|assistant|>S|\\n|ParisL|\\nC|\\nC"));
        QCOMPARE(preview.lossTokens, std::int64_t{1});
        QVERIFY(preview.isTruncated());
        // No room for the end: the text just fits.
        options.maxLength = 15;
        QCOMPARE(previewRow(demoFile()->row(4), *tokenizer, options).lossTokens, std::int64_t{3});
    }

    void lengthsAgreeWithThePreviewForAnyCutOff()
    {
        const auto tokenizer = openTokenizer(kData / "tiny-T");
        const auto file = demoFile();
        const std::vector<RowLength> lengths = measureRows(*file, 0, *tokenizer, 60000, {});
        QCOMPARE(lengths.size(), std::size_t{48});
        for (std::int64_t row = 0; row < file->rows(); ++row) {
            for (const std::int64_t cut : {0, 5, 12, 13, 15, 16, 1024}) {
                PreviewOptions options;
                options.maxLength = cut;
                const RowPreview preview = previewRow(file->row(row), *tokenizer, options);
                const RowLength& measured = lengths[static_cast<std::size_t>(row)];
                QCOMPARE(measured.tokens, preview.textTokens);
                QCOMPARE(measured.lossTokens(cut), preview.lossTokens);
                QCOMPARE(measured.isTruncated(cut), preview.isTruncated());
            }
        }
    }

    void measuringGoesOnWhereItStopped()
    {
        const auto tokenizer = openTokenizer(kData / "tiny-S");
        const auto file = demoFile();
        QCOMPARE(measureRows(*file, 47, *tokenizer, 60000, {}).size(), std::size_t{1});
        QCOMPARE(measureRows(*file, 10, *tokenizer, 0, {}).size(), std::size_t{1});
        RunContext context;
        context.isStopRequested = [] { return true; };
        QVERIFY_EXCEPTION_THROWN(measureRows(*file, 0, *tokenizer, 1000, context), Canceled);
    }

    void lengthsAreSummarisedInRoundBins()
    {
        std::vector<RowLength> lengths{length(3, 1, true), length(17, 5, true), RowLength(),
                                       length(40, 30, false), length(101, 90, true)};
        const LengthSummary summary = summariseLengths(lengths, 30, 12);
        QCOMPARE(summary.known, std::int64_t{4});
        QCOMPARE(summary.truncated, std::int64_t{2});
        QCOMPARE(summary.withoutLoss, std::int64_t{2});
        QCOMPARE(summary.shortest, std::int64_t{3});
        QCOMPARE(summary.median, std::int64_t{17});
        QCOMPARE(summary.longest, std::int64_t{101});
        QCOMPARE(summary.binWidth, std::int64_t{10});
        QCOMPARE(summary.bins, (std::vector<std::int64_t>{1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1}));
        QCOMPARE(summariseLengths({}, 0, 12).known, std::int64_t{0});
        QVERIFY(summariseLengths({}, 0, 12).bins.empty());
    }

    void partsThatShareTextsAreFound()
    {
        const auto file =
            DataFile::parse("{\"text\": \"a\"}\n{\"text\": \"b\"}\n{\"text\": \"c\"}\n"
                            "{\"prompt\": \"\", \"response\": \"a\"}\n{\"x\": 1}\n"
                            "{\"text\": \"A\"}\n",
                            "f", {});
        const auto overlaps = findOverlaps(
            *file, {{"extract", {0, 1}}, {"align", {2, 3, 4, 5}}, {"train", {1, 3}}}, {});
        QCOMPARE(overlaps.size(), std::size_t{3});
        QCOMPARE(overlaps[0].first, std::string("extract"));
        QCOMPARE(overlaps[0].second, std::string("align"));
        using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;
        QCOMPARE(overlaps[0].rows, (Pairs{{0, 3}}));
        QCOMPARE(overlaps[1].second, std::string("train"));
        QCOMPARE(overlaps[1].rows, (Pairs{{1, 1}, {0, 3}}));
        QCOMPARE(overlaps[2].first, std::string("align"));
        QCOMPARE(overlaps[2].rows, (Pairs{{3, 3}}));
        QVERIFY(findOverlaps(*demoFile(), {{"extract", {0, 1}}, {"align", {8, 9}}}, {}).empty());
    }

    void officialRowsLoseNoTokenAndStartTheirLossAtTheAnswer()
    {
        const fs::path shared(NEUROGRAFT_SHARED);
        if (!fs::exists(shared / "data/gsm/extract.jsonl")) {
            QSKIP("no data files next to the checkout");
        }
        const auto file = DataFile::open(shared / "data/gsm/extract.jsonl", {});
        QVERIFY(file->problems().empty());
        int checked = 0;
        for (const char* name : {"llama2", "gpt2", "smollm2"}) {
            if (!fs::exists(shared / "tokenizers" / name)) {
                continue;
            }
            const auto tokenizer = openTokenizer(shared / "tokenizers" / name);
            for (std::int64_t row = 0; row < file->rows(); ++row) {
                const RowPreview preview = previewRow(file->row(row), *tokenizer);
                const auto full = tokenizer->encode(file->row(row).text(), true);
                QCOMPARE(preview.textTokens, static_cast<std::int64_t>(full.ids.size()));
                std::string loss;
                for (const PreviewToken& token : preview.tokens) {
                    loss += token.carriesLoss && !token.isTrainingOnly ? token.text : "";
                }
                // The response is "Answer: …" and two newlines, whatever the tokenizer.
                QVERIFY2(
                    QString::fromStdString(loss).trimmed().startsWith(QStringLiteral("Answer:")),
                    loss.c_str());
                ++checked;
            }
        }
        QVERIFY(checked > 0);
    }
};

QTEST_GUILESS_MAIN(TstDataPreview)
#include "tst_data_preview.moc"
