// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_text_edit.h"

#include <QTest>

using namespace neurograft;

/// The text of a study in its editor.
class TestStudyTextEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTextStaysToTheLetter()
    {
        StudyTextEdit edit;
        const QString text = QString::fromUtf8("{\n \"a\": \"hard\u00a0blank, \U0001f600\"\n}\n");
        edit.setPlainText(text);
        QCOMPARE(edit.text(), text);
    }

    void anotherTextIsShown_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("a value") << "{\"a\": 1, \"b\": 2}"
                                 << "{\"a\": 15, \"b\": 2}";
        QTest::newRow("longer by what it ends in") << "aa"
                                                   << "aaa";
        QTest::newRow("shorter by what it ends in") << "aaa"
                                                    << "aa";
        QTest::newRow("lines") << "a\nb\nc"
                               << "a\nc";
        QTest::newRow("nothing") << "a"
                                 << "";
        QTest::newRow("from nothing") << ""
                                      << "a\nb";
        QTest::newRow("halves of a character are not parted")
            << QString::fromUtf8("x\U0001f600y") << QString::fromUtf8("x\U0001f601y");
        QTest::newRow("nor its second half")
            << QString::fromUtf8("x\U0001f600y") << QString::fromUtf8("x\U00010200y");
    }

    void anotherTextIsShown()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        StudyTextEdit edit;
        edit.setPlainText(before);
        edit.show(after);
        QCOMPARE(edit.text(), after);
        edit.undo();
        QCOMPARE(edit.text(), before);
    }

    void theCursorStaysInItsLine()
    {
        StudyTextEdit edit;
        edit.setPlainText(QStringLiteral("{\n\"a\": 1,\n\"b\": 2\n}"));
        edit.goToLine(3);
        edit.markLine(2);
        edit.show(QStringLiteral("{\n\"a\": [1,\n 2],\n\"b\": 2\n}"));
        QCOMPARE(edit.textCursor().block().text(), QStringLiteral("\"b\": 2"));
        QCOMPARE(edit.markedLine(), 2);
        QCOMPARE(edit.extraSelections().size(), 2); // where the cursor is, where the error is
        edit.markLine(0);
        QCOMPARE(edit.extraSelections().size(), 1);
    }
};

QTEST_MAIN(TestStudyTextEdit)
#include "tst_study_text_edit.moc"
