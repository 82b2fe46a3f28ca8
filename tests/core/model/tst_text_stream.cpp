// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/text_stream.h"

#include <QtTest>

#include <filesystem>

using namespace neurograft;
namespace fs = std::filesystem;

/// Text of tokens as they come: whole characters, blanks between words, stop strings.
class TstTextStream : public QObject {
    Q_OBJECT

    static std::shared_ptr<const Tokenizer> tokenizer(const QString& name)
    {
        const fs::path folder = fs::path(NEUROGRAFT_TEST_DATA) / name.toStdString();
        return openTokenizer(folder);
    }

    /// Pushes all ids; returns what was shown after each, and last what finish() freed.
    static QStringList shown(TextStream& stream, const std::vector<std::int32_t>& ids)
    {
        QStringList parts;
        for (const std::int32_t id : ids) {
            const bool isStopped = stream.push(id);
            parts.append(QString::fromStdString(stream.takeNew()));
            if (isStopped) {
                break;
            }
        }
        stream.finish();
        parts.append(QString::fromStdString(stream.takeNew()));
        return parts;
    }

private Q_SLOTS:
    void textIsThatOfTheWholeDecoding_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("byte level") << "tiny-S";
        QTest::newRow("metaspace") << "tokenizers/metaspace";
    }
    void textIsThatOfTheWholeDecoding()
    {
        QFETCH(QString, folder);
        const auto words = tokenizer(folder);
        const std::string prompt = "The cat";
        const std::string rest = " sat on\n a mat, 12 +  3 = 15. Grüße aus 東京 🙂!";
        const auto before = words->encode(prompt, false).ids;
        const auto all = words->encode(prompt + rest, false).ids;
        std::size_t common = 0;
        while (common < before.size() && before[common] == all[common]) {
            ++common;
        }
        const std::vector<std::int32_t> head(all.begin(),
                                             all.begin() + static_cast<std::ptrdiff_t>(common));
        const std::vector<std::int32_t> tail(all.begin() + static_cast<std::ptrdiff_t>(common),
                                             all.end());
        TextStream stream(words, head, {});
        const QStringList parts = shown(stream, tail);
        const std::string expected = words->decode(all).substr(words->decode(head).size());
        QCOMPARE(QString::fromStdString(stream.text()), QString::fromStdString(expected));
        QCOMPARE(parts.join(QString()), QString::fromStdString(expected));
        for (const QString& part : parts) {
            QVERIFY2(!part.contains(QChar(0xfffd)), qPrintable(part)); // no half character is shown
        }
    }

    void blankBeforeTheFirstWordIsKept()
    {
        const auto words = tokenizer("tokenizers/metaspace");
        const auto prompt = words->encode("The cat", false).ids;
        const auto all = words->encode("The cat sat", false).ids;
        TextStream stream(words, prompt, {});
        shown(stream, {all.begin() + static_cast<std::ptrdiff_t>(prompt.size()), all.end()});
        QCOMPARE(QString::fromStdString(stream.text()), QString(" sat"));
    }

    void stopStringCutsTheText()
    {
        const auto words = tokenizer("tiny-S");
        const auto ids = words->encode("one two\n\nQuestion: three", false).ids;
        TextStream stream(words, {}, {"\n\nQuestion:", "never"});
        const QStringList parts = shown(stream, ids);
        QCOMPARE(QString::fromStdString(stream.text()), QString("one two"));
        QCOMPARE(parts.join(QString()), QString("one two")); // nothing beyond was ever shown
    }

    void earliestOfSeveralStopsCuts()
    {
        const auto words = tokenizer("tiny-S");
        TextStream stream(words, {}, {"c", "b", "abc"});
        shown(stream, words->encode("xxabcx", false).ids);
        const QString text = QString::fromStdString(stream.text());
        QVERIFY2(text == "xx" || text == "xxa",
                 qPrintable(text)); // by how the text is cut to tokens
    }

    void beginningOfAStopIsShownOnceItIsNone()
    {
        const auto words = tokenizer("tiny-S");
        TextStream stream(words, {}, {"sat on the moon"});
        const auto ids = words->encode("it sat on the mat", false).ids;
        const QStringList parts = shown(stream, ids);
        QCOMPARE(parts.join(QString()), QString("it sat on the mat"));
        QVERIFY(parts.size() > 3);
    }

    void unfinishedCharacterIsWrittenAtTheEnd()
    {
        const auto words = tokenizer("tiny-S");
        auto ids = words->encode("東", false).ids;
        QVERIFY(ids.size() > 1);
        ids.pop_back();
        TextStream stream(words, {}, {});
        for (const std::int32_t id : ids) {
            stream.push(id);
            QVERIFY(stream.takeNew().empty());
        }
        stream.finish();
        QVERIFY(QString::fromStdString(stream.text()).contains(QChar(0xfffd)));
    }

    void idWithoutATokenStandsForNoText()
    {
        const auto words = tokenizer("tiny-S");
        TextStream stream(words, {}, {});
        QVERIFY(!stream.push(words->size() + 5));
        stream.finish();
        QVERIFY(stream.text().empty());
    }
};

QTEST_GUILESS_MAIN(TstTextStream)
#include "tst_text_stream.moc"
