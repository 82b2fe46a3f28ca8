// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "tokenizer_fixture.h"

#include <QtTest>

using namespace neurograft;
using nlohmann::json;

namespace {

struct BrokenFile {
    const char* name;
    const char* change; ///< keys of the base model that are replaced, see fixture::changed()
    const char* key; ///< where the error has to point
};

const BrokenFile kBrokenFiles[]{
    {"unigram", R"({"model": {"type": "Unigram"}})", "model.type"},
    {"dropout", R"({"model": {"dropout": 0.1}})", "model.dropout"},
    {"word suffix", R"({"model": {"end_of_word_suffix": "</w>"}})", "model.end_of_word_suffix"},
    {"vocabulary is a list", R"({"model": {"vocab": []}})", "model.vocab"},
    {"negative id", R"({"model": {"vocab": {"a": -1}}})", "model.vocab.a"},
    {"huge id", R"({"model": {"vocab": {"a": 4000000000}}})", "model.vocab.a"},
    {"id twice", R"({"model": {"vocab": {"a": 1, "b": 1}}})", "model.vocab"},
    {"unknown token missing", R"({"model": {"unk_token": "<u>"}})", "model.unk_token"},
    {"merge of three", R"({"model": {"merges": ["t h e"]}})", "model.merges[0]"},
    {"merge is a number", R"({"model": {"merges": ["t h", 3]}})", "model.merges[1]"},
    {"merge outside", R"({"model": {"merges": [["t", "x"]]}})", "model.merges[0]"},
    {"empty merge", R"({"model": {"merges": [["", "t"]]}})", "model.merges[0]"},
    {"normalizer", R"({"normalizer": {"type": "Nmt"}})", "normalizer.type"},
    {"normalizer without type", R"({"normalizer": {}})", "normalizer"},
    {"pre-tokenizer inside",
     R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Odd"}]}})",
     "pre_tokenizer.pretokenizers[0].type"},
    {"bad regex",
     R"({"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"}})",
     "pre_tokenizer.pattern.Regex"},
    {"regex dialect",
     R"({"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[a&&b]"}, "behavior": "Isolated"}})",
     "pre_tokenizer.pattern.Regex"},
    {"behaviour",
     R"({"pre_tokenizer": {"type": "Split", "pattern": {"String": "a"}, "behavior": "Odd"}})",
     "pre_tokenizer.behavior"},
    {"post-processor", R"({"post_processor": {"type": "BertProcessing"}})", "post_processor.type"},
    {"template token",
     R"({"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}], "special_tokens": {}}})",
     "post_processor.special_tokens"},
    {"decoder", R"({"decoder": {"type": "CTC"}})", "decoder.type"},
    {"added token", R"({"added_tokens": [{"id": 5}]})", "added_tokens[0]"},
    {"added id with a gap", R"({"added_tokens": [{"id": 999, "content": "<x>"}]})",
     "added_tokens[0].id"},
};

} // namespace

class TstTokenizerErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brokenFilesNameFileAndKey_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kBrokenFiles)); ++i) {
            QTest::newRow(kBrokenFiles[i].name) << i;
        }
    }

    void brokenFilesNameFileAndKey()
    {
        QFETCH(int, index);
        const BrokenFile& test = kBrokenFiles[index];
        const fixture::Folder folder;
        const std::string file = (folder.path() / "tokenizer.json").string();
        try {
            folder.open(fixture::changed(fixture::baseModel(), json::parse(test.change)));
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(error.where(), file + ": " + test.key);
            QVERIFY(!error.expected().empty() && !error.got().empty());
        }
    }

    void invalidTextAndIdsAreRefused()
    {
        const auto tokenizer = openTokenizer(fixture::tokenizers() / "byte_level");
        QVERIFY_EXCEPTION_THROWN(tokenizer->encode("ab\xc3", true), DomainError);
        QVERIFY_EXCEPTION_THROWN(tokenizer->encode("\xed\xa0\x80", true), DomainError);
        QVERIFY_EXCEPTION_THROWN(tokenizer->decode({301}), DomainError);
        QVERIFY_EXCEPTION_THROWN(tokenizer->decode({-1}), DomainError);
        QVERIFY_EXCEPTION_THROWN(tokenizer->tokenText(301), DomainError);
    }

    void cutOrMissingFilesAreRefused()
    {
        const fixture::Folder folder;
        QVERIFY_EXCEPTION_THROWN(openTokenizer(folder.path()), FormatError);
        for (const char* bytes :
             {"", "{", "[1]", "null", "{}", "{\"model\": 3}", "{\"version\": 1e705}"}) {
            folder.write("tokenizer.json", bytes);
            QVERIFY_EXCEPTION_THROWN(openTokenizer(folder.path()), FormatError);
        }
        folder.write("tokenizer.json", "{\"normalizer\": " + std::string(100'000, '['));
        QVERIFY_EXCEPTION_THROWN(openTokenizer(folder.path()), FormatError);
        const fixture::Folder other;
        for (const char* bytes : {"", "not a model", "IQ== 0\nIg== 1\n"}) {
            other.write("tokenizer.model", bytes);
            QVERIFY_EXCEPTION_THROWN(openTokenizer(other.path()), FormatError);
        }
        const fixture::Folder third;
        third.write("tokenizer_config.json", "{\"bos_token\": 3}");
        QVERIFY_EXCEPTION_THROWN(third.open(fixture::baseModel()), FormatError);
    }
};

QTEST_GUILESS_MAIN(TstTokenizerErrors)
#include "tst_tokenizer_errors.moc"
