// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"
#include "tokenizer_fixture.h"

#include <QtTest>

#include <thread>

using namespace neurograft;
namespace fs = std::filesystem;
using nlohmann::json;

class TstTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallTokenizersEqualTheReference_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("byte level") << "byte_level";
        QTest::newRow("metaspace") << "metaspace";
    }

    void smallTokenizersEqualTheReference()
    {
        QFETCH(QString, folder);
        const fs::path path = fixture::tokenizers() / folder.toStdString();
        const auto tokenizer = openTokenizer(path);
        const auto rows = fixture::jsonLines(path / "golden.jsonl");
        QVERIFY(rows.size() > 50);
        for (const json& row : rows) {
            const std::string text = row.at("text");
            const Encoding encoding = tokenizer->encode(text, row.at("add_special_tokens"));
            QVERIFY2(encoding.ids == fixture::ids(row.at("ids")), text.c_str());
            QVERIFY2(encoding.offsets == fixture::spans(row.at("offsets")), text.c_str());
            QCOMPARE(tokenizer->decode(encoding.ids), row.at("decoded").get<std::string>());
        }
    }

    void componentsEqualTheReference_data()
    {
        QTest::addColumn<int>("line");
        const auto lines = fixture::jsonLines(fixture::tokenizers() / "components.jsonl");
        for (int i = 1; i < static_cast<int>(lines.size()); ++i) {
            QTest::newRow(lines[static_cast<std::size_t>(i)].at("name").get<std::string>().c_str())
                << i;
        }
    }

    void componentsEqualTheReference()
    {
        QFETCH(int, line);
        const auto lines = fixture::jsonLines(fixture::tokenizers() / "components.jsonl");
        const json& test = lines[static_cast<std::size_t>(line)];
        const json& texts = lines.front().at("texts");
        const fixture::Folder folder;
        const auto tokenizer =
            folder.open(fixture::changed(lines.front().at("base"), test.at("change")));
        const bool isFramed = test.at("name").get<std::string>().rfind("template", 0) == 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string text = texts[i];
            const json& row = test.at("rows")[i];
            const Encoding encoding = tokenizer->encode(text, isFramed);
            QVERIFY2(encoding.ids == fixture::ids(row[0]), text.c_str());
            QVERIFY2(encoding.offsets == fixture::spans(row[1]), text.c_str());
            QCOMPARE(tokenizer->decode(encoding.ids), row[2].get<std::string>());
        }
    }

    void sentencepieceEqualsTheSlowReference_data()
    {
        QTest::addColumn<bool>("isLegacy");
        QTest::newRow("legacy") << true;
        QTest::newRow("not legacy") << false;
    }

    void sentencepieceEqualsTheSlowReference()
    {
        QFETCH(bool, isLegacy);
        const fs::path source = fixture::tokenizers() / "sentencepiece";
        const fixture::Folder folder;
        fs::copy_file(source / "tokenizer.model", folder.path() / "tokenizer.model");
        folder.write("tokenizer_config.json", isLegacy ? "{}" : "{\"legacy\": false}");
        const auto tokenizer = openTokenizer(folder.path());
        QCOMPARE(tokenizer->kind(), std::string("sentencepiece"));
        QCOMPARE(tokenizer->size(), 400);
        QCOMPARE(tokenizer->bosId().value_or(-1), 1);
        QVERIFY(tokenizer->addsBos());
        for (const json& row :
             fixture::jsonLines(source / (isLegacy ? "golden_legacy.jsonl" : "golden.jsonl"))) {
            const std::string text = row.at("text");
            const Encoding encoding = tokenizer->encode(text, row.at("add_special_tokens"));
            QVERIFY2(encoding.ids == fixture::ids(row.at("ids")), text.c_str());
            QCOMPARE(encoding.offsets.size(), encoding.ids.size());
            QCOMPARE(tokenizer->decode(encoding.ids), row.at("decoded").get<std::string>());
        }
    }

    void factsComeFromTheFiles()
    {
        const auto tokenizer = openTokenizer(fixture::tokenizers() / "byte_level");
        QCOMPARE(tokenizer->kind(), std::string("byte-level-bpe"));
        QCOMPARE(tokenizer->size(), 301); // 300 of the model and one added
        QCOMPARE(tokenizer->bosId().value_or(-1), 0);
        QCOMPARE(tokenizer->eosId().value_or(-1), 1);
        QVERIFY(!tokenizer->padId());
        QVERIFY(tokenizer->addsBos());
        QVERIFY(tokenizer->hasChatTemplate());
        QCOMPARE(tokenizer->sha256().size(), std::size_t{64});
        QVERIFY(tokenizer->isSpecial(0) && !tokenizer->isSpecial(300));
        const auto other = openTokenizer(fixture::tokenizers() / "metaspace");
        QCOMPARE(other->kind(), std::string("metaspace-bpe"));
        QVERIFY(!other->hasChatTemplate());
        QVERIFY(other->fingerprint() != tokenizer->fingerprint());
    }

    void specialTokensCanBeLeftOutOfTheText()
    {
        const auto tokenizer = openTokenizer(fixture::tokenizers() / "byte_level");
        const Encoding encoding = tokenizer->encode("the<mark> end</s>", true);
        QCOMPARE(tokenizer->decode(encoding.ids), std::string("<s>the<mark> end</s>"));
        QCOMPARE(tokenizer->decode(encoding.ids, true), std::string("the<mark> end"));
    }

    void tokenTextShowsWhatATokenWrites()
    {
        const auto bytes = openTokenizer(fixture::tokenizers() / "byte_level");
        const Encoding word = bytes->encode("a the", false);
        QCOMPARE(bytes->tokenText(word.ids.back()), std::string(" the"));
        QCOMPARE(bytes->tokenText(bytes->encode("\U0001f999", false).ids.front()),
                 std::string("<0xF0>"));
        QCOMPARE(bytes->tokenText(0), std::string("<s>"));
        const auto marks = openTokenizer(fixture::tokenizers() / "metaspace");
        QCOMPARE(marks->tokenText(marks->encode("the", false).ids.front()).front(), ' ');
        QCOMPARE(marks->tokenText(marks->encode("\n", false).ids.back()), std::string("\n"));
        QCOMPARE(marks->tokenText(marks->encode("\u9fa5", false).ids.back()),
                 std::string("<0xA5>"));
    }

    void fingerprintIgnoresSpellingOnly()
    {
        const json base = fixture::baseModel();
        json strings = base;
        for (json& merge : strings["model"]["merges"]) {
            merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
        }
        const fixture::Folder folder;
        const std::string expected = folder.open(base)->fingerprint();
        const auto spelt = folder.open(strings);
        QCOMPARE(spelt->fingerprint(), expected);
        QVERIFY(spelt->sha256() != folder.open(base)->sha256());
        json other = base;
        other["model"]["merges"].erase(0);
        QVERIFY(folder.open(other)->fingerprint() != expected);
        other = base;
        other["normalizer"] = {{"type", "NFC"}};
        QVERIFY(folder.open(other)->fingerprint() != expected);
    }

    void severalThreadsMayEncodeAtOnce()
    {
        const auto tokenizer = openTokenizer(fixture::tokenizers() / "byte_level");
        std::string text;
        for (int i = 0; i < 500; ++i) {
            text += "The ferry number " + std::to_string(i) + " reaches Marrow. caf\u00e9 ";
        }
        const std::vector<std::int32_t> expected = tokenizer->encode(text, true).ids;
        std::vector<std::vector<std::int32_t>> results(4);
        std::vector<std::thread> threads;
        for (auto& result : results) {
            threads.emplace_back(
                [&tokenizer, &text, &result] { result = tokenizer->encode(text, true).ids; });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (const auto& result : results) {
            QVERIFY(result == expected);
        }
    }

    void longTextsKeepTheirIdsAndSpeed()
    {
        // One megabyte without a blank is a single piece; it must not take quadratic time.
        const auto tokenizer = openTokenizer(fixture::tokenizers() / "metaspace");
        const std::string unit = "thethere";
        std::string text;
        while (text.size() < 1'000'000) {
            text += unit;
        }
        QElapsedTimer timer;
        timer.start();
        const Encoding encoding = tokenizer->encode(text, false);
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(tokenizer->decode(encoding.ids), text);
        QCOMPARE(encoding.offsets.back().end, static_cast<std::int64_t>(text.size()));
    }
};

QTEST_GUILESS_MAIN(TstTokenizer)
#include "tst_tokenizer.moc"
