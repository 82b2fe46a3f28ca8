// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "tokenizer_fixture.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

using namespace neurograft;
namespace fs = std::filesystem;

/// Every row of the reference's recorded encodings of real tokenizers, see the README beside them.
/// They are test data that lies next to the checkout and is not part of it; without it the test is
/// skipped.
class TstTokenizerGolden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsTextAndOffsetsEqualTheReference_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<bool>("isModelOnly");
        for (const char* name :
             {"llama2", "llama2_legacy_false", "llama3", "qwen2.5", "smollm2", "gpt2"}) {
            QTest::newRow(name) << name << false;
        }
        for (const char* name : {"llama2", "llama2_legacy_false"}) {
            QTest::addRow("%s, tokenizer.model alone", name) << name << true;
        }
    }

    void idsTextAndOffsetsEqualTheReference()
    {
        QFETCH(QString, folder);
        QFETCH(bool, isModelOnly);
        const fs::path source = fs::path(NEUROGRAFT_SHARED) / "tokenizers" / folder.toStdString();
        if (!fs::exists(source / "golden.jsonl")) {
            QSKIP("no recorded tokenizers next to the checkout");
        }
        QTemporaryDir temporary;
        fs::path opened = source;
        if (isModelOnly) {
            opened = temporary.path().toStdString();
            for (const char* file : {"tokenizer.model", "tokenizer_config.json"}) {
                fs::copy_file(source / file, opened / file);
            }
        }
        const auto tokenizer = openTokenizer(opened);
        const auto rows = fixture::jsonLines(source / "golden.jsonl");
        QVERIFY2(rows.size() >= 300, qPrintable(QString::number(rows.size())));
        for (const nlohmann::json& row : rows) {
            checkRow(*tokenizer, row, isModelOnly);
        }
    }

private:
    static void checkRow(const Tokenizer& tokenizer, const nlohmann::json& row, bool isModelOnly)
    {
        const auto expected = [&row, isModelOnly](const char* slow, const char* key) {
            return row.at(isModelOnly && row.contains(slow) ? slow : key);
        };
        const QByteArray name = QByteArray::fromStdString(row.at("id").get<std::string>());
        const Encoding encoding = tokenizer.encode(row.at("text").get<std::string>(),
                                                   row.at("add_special_tokens").get<bool>());
        QVERIFY2(encoding.ids == fixture::ids(expected("slow_ids", "ids")), name + ": ids");
        const auto text = tokenizer.decode(fixture::ids(row.at("ids")));
        QVERIFY2(text == expected("slow_decoded", "decoded").get<std::string>(), name + ": text");
        if (isModelOnly && row.contains("slow_ids")) {
            return; // the recorded offsets belong to other ids
        }
        QVERIFY2(encoding.offsets == fixture::spans(row.at("offsets")), name + ": offsets");
    }
};

QTEST_GUILESS_MAIN(TstTokenizerGolden)
#include "tst_tokenizer_golden.moc"
