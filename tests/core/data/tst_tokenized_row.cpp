// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/tokenized_row.h"
#include "core/run/error.h"

#include <QtTest>

#include <filesystem>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

/// One token per character, no special tokens unless asked for; the pair "th" is one token.
class LetterTokenizer : public Tokenizer {
public:
    LetterTokenizer(bool hasBos, bool hasEos)
    {
        m_facts.addsBos = hasBos;
        m_facts.bosId = 1;
        if (hasEos) {
            m_facts.eosId = 2;
        }
    }
    Encoding encode(std::string_view text, bool addSpecialTokens) const override
    {
        Encoding encoding;
        if (addSpecialTokens && m_facts.addsBos) {
            encoding.ids.push_back(1);
            encoding.offsets.push_back({0, 0});
        }
        for (std::int64_t at = 0; at < static_cast<std::int64_t>(text.size());) {
            const std::int64_t length =
                text.substr(static_cast<std::size_t>(at), 2) == "th" ? 2 : 1;
            const char letter = text[static_cast<std::size_t>(at)];
            encoding.ids.push_back(letter == '$' ? 2 : letter + (length == 2 ? 1000 : 0));
            encoding.offsets.push_back({at, at + length});
            at += length;
        }
        return encoding;
    }
    std::string decode(const std::vector<std::int32_t>&, bool) const override { return {}; }
    std::string tokenText(std::int32_t) const override { return {}; }
    bool isSpecial(std::int32_t id) const override { return id < 3; }
};

ExampleRow row(const char* prompt, const char* response)
{
    ExampleRow example;
    example.line = 7;
    example.prompt = prompt;
    example.response = response;
    return example;
}

} // namespace

class TstTokenizedRow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void responseStartsAfterThePromptsTokens()
    {
        const TokenizedRow result = tokenizeRow(LetterTokenizer(true, true), row("ab\n", "cd"), 0);
        QCOMPARE(result.line, std::int64_t{7});
        QCOMPARE(result.ids, (std::vector<std::int32_t>{1, 'a', 'b', '\n', 'c', 'd'}));
        QCOMPARE(result.responseStart, std::int64_t{4});
        QVERIFY(result.offsets[4] == (CharSpan{3, 4}));
        QVERIFY(!result.truncated && result.hasResponse());
    }

    void straddlingTokenCountsAsResponse()
    {
        const TokenizedRow result = tokenizeRow(LetterTokenizer(true, true), row("abt", "he"), 0);
        QCOMPARE(result.ids, (std::vector<std::int32_t>{1, 'a', 'b', 't' + 1000, 'e'}));
        QCOMPARE(result.responseStart, std::int64_t{3});
    }

    void tokenZeroIsNeverTheResponse()
    {
        QCOMPARE(tokenizeRow(LetterTokenizer(true, true), row("", "ab"), 0).responseStart,
                 std::int64_t{1});
        QCOMPARE(tokenizeRow(LetterTokenizer(false, true), row("", "ab"), 0).responseStart,
                 std::int64_t{1});
        QCOMPARE(tokenizeRow(LetterTokenizer(false, true), row("t", "h"), 0).responseStart,
                 std::int64_t{1});
        QVERIFY(!tokenizeRow(LetterTokenizer(false, true), row("t", "h"), 0).hasResponse());
        QVERIFY(!tokenizeRow(LetterTokenizer(false, true), row("", ""), 0).hasResponse());
    }

    void truncationCutsOnTheRight()
    {
        const TokenizedRow some =
            tokenizeRow(LetterTokenizer(true, true), row("ab", "cd"), 4, true);
        QCOMPARE(some.ids, (std::vector<std::int32_t>{1, 'a', 'b', 'c'}));
        QCOMPARE(some.offsets.size(), std::size_t{4});
        QVERIFY(some.truncated && some.hasResponse());
        const TokenizedRow none =
            tokenizeRow(LetterTokenizer(true, true), row("ab", "cd"), 3, true);
        QVERIFY(none.truncated && !none.hasResponse());
        QVERIFY(!tokenizeRow(LetterTokenizer(true, true), row("ab", "cd"), 5).truncated);
    }

    void eosIsAppendedOnceAndWhereThereIsRoom()
    {
        const LetterTokenizer tokenizer(true, true);
        const TokenizedRow free = tokenizeRow(tokenizer, row("a", "b"), 0, true);
        QCOMPARE(free.ids, (std::vector<std::int32_t>{1, 'a', 'b', 2}));
        QVERIFY(free.offsets.back() == (CharSpan{2, 2}));
        QCOMPARE(tokenizeRow(tokenizer, row("a", "b"), 4, true).ids.size(), std::size_t{4});
        QCOMPARE(tokenizeRow(tokenizer, row("a", "b"), 3, true).ids.back(), std::int32_t{'b'});
        QCOMPARE(tokenizeRow(tokenizer, row("a", "b$"), 0, true).ids.size(), std::size_t{4});
        QCOMPARE(tokenizeRow(tokenizer, row("a", ""), 0, true).responseStart, std::int64_t{2});
        QVERIFY(tokenizeRow(tokenizer, row("a", ""), 0, true).hasResponse());
        QVERIFY_EXCEPTION_THROWN(tokenizeRow(LetterTokenizer(true, false), row("a", "b"), 0, true),
                                 StudyError);
    }

    void composedCharacterBelongsToItsFirstPart()
    {
        // NFC joins the prompt's e and the response's accent; the reference gives the result the
        // place of the e.
        const auto tokenizer =
            openTokenizer(fs::path(NEUROGRAFT_TEST_DATA) / "tokenizers/byte_level");
        const TokenizedRow result = tokenizeRow(*tokenizer, row("cafe", "\u0301 the"), 0);
        const auto start = static_cast<std::size_t>(result.responseStart);
        QVERIFY(result.offsets[start - 1] == (CharSpan{3, 4}));
        QCOMPARE(result.offsets[start].begin, std::int64_t{5});
    }

    void officialPromptsArePrefixesOfTheirTexts()
    {
        const fs::path shared(NEUROGRAFT_SHARED);
        if (!fs::exists(shared / "data/mmlu") || !fs::exists(shared / "tokenizers/llama2")) {
            QSKIP("no data files next to the checkout");
        }
        const auto tokenizer = openTokenizer(shared / "tokenizers/llama2");
        for (const char* file : {"gsm", "mmlu", "humaneval", "mbpp"}) {
            for (const ExampleRow& example :
                 readDataset(shared / "data" / file / "extract.jsonl").rows) {
                const TokenizedRow result = tokenizeRow(*tokenizer, example, 0);
                const auto prompt = tokenizer->encode(example.prompt, true).ids;
                QCOMPARE(result.responseStart, static_cast<std::int64_t>(prompt.size()));
                QVERIFY(std::equal(prompt.begin(), prompt.end(), result.ids.begin()));
                QCOMPARE(result.ids.front(), 1);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstTokenizedRow)
#include "tst_tokenized_row.moc"
