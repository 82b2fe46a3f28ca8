// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/broken_rows_text.h"
#include "widgets/models/data_folder.h"
#include "widgets/models/path_text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;

class TestBrokenRowsText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRowIsToldInFull()
    {
        const auto file = DataFile::parse("{\"text\": \"a\"}\n"
                                          "{\"prompt\": \"p\", \"answer\": \"b\"}\n",
                                          "f", {});
        QCOMPARE(brokenRowsHeadline(*file, QStringLiteral("gsm.jsonl")),
                 QStringLiteral("Row 2 of gsm.jsonl was not read."));
        QCOMPARE(brokenRowsReason(*file),
                 QStringLiteral("It has keys answer, prompt; messages, or prompt and response, or "
                                "text was expected."));
        QCOMPARE(brokenRowsDetails(*file), QString());
    }

    void ofSeveralTheFirstGivesTheReason()
    {
        std::string bytes = "{\"text\": \"a\"}\n{\"text\": 3}\n";
        for (int i = 0; i < 6; ++i) {
            bytes += "no JSON\n";
        }
        const auto file = DataFile::parse(bytes, "f", {});
        QCOMPARE(brokenRowsHeadline(*file, QStringLiteral("f")),
                 QStringLiteral("7 rows of f were not read: 2, 3, 4, 5, 6, …."));
        QCOMPARE(brokenRowsReason(*file),
                 QStringLiteral("Row 2: Its key text has a JSON number; a string was expected."));
        QCOMPARE(brokenRowsDetails(*file).count(QLatin1Char('\n')), 6);
        QVERIFY(brokenRowsDetails(*file).endsWith(
            QStringLiteral("Row 8: It has something else at byte 2 of the line; a JSON object was "
                           "expected.")));
    }

    void madeFilesGetTheNextFreeName()
    {
        QTemporaryDir study;
        const auto folder = dataFolder(study.path());
        const auto first = nextDataFile(folder, "prompt");
        QCOMPARE(fromPath(first), QDir(study.path()).filePath(QStringLiteral("data/prompt.jsonl")));
        QFile taken(fromPath(first));
        QVERIFY(taken.open(QIODevice::WriteOnly));
        QVERIFY(
            fromPath(nextDataFile(folder, "prompt")).endsWith(QStringLiteral("/prompt-2.jsonl")));
        QVERIFY(fromPath(dataFolder(QString())).endsWith(QStringLiteral("unsaved/data")));
    }
};

QTEST_GUILESS_MAIN(TestBrokenRowsText)
#include "tst_broken_rows_text.moc"
