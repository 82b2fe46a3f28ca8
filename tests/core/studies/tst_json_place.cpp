// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/json_place.h"

#include <QtTest>

using namespace neurograft;

/// Where a value of a study stands in its text.
class TstJsonPlace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreFoundByTheirPointer_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<int>("line");
        QTest::newRow("whole") << "" << 1;
        QTest::newRow("key") << "/title" << 2;
        QTest::newRow("first of a list") << "/steps/0" << 4;
        QTest::newRow("inside the second") << "/steps/1/seed" << 7;
        QTest::newRow("behind brackets in a text") << "/last" << 10;
        QTest::newRow("the deepest that is there") << "/steps/1/rank" << 6;
        QTest::newRow("nothing of it") << "/none/0" << 1;
        QTest::newRow("inside a number") << "/last/0" << 10;
    }

    void valuesAreFoundByTheirPointer()
    {
        QFETCH(QString, pointer);
        QFETCH(int, line);
        const std::string text = "{\n"
                                 "\"title\": \"a \\\" ] }\",\n"
                                 "\"steps\": [\n"
                                 "  {\"step\": \"one\", \"of\": [1, [2]]},\n"
                                 "\n"
                                 "  {\"step\": \"two\",\n"
                                 "   \"seed\": 42}\n"
                                 "],\n"
                                 "\n"
                                 "\"last\": 1}\n";
        QCOMPARE(lineOfPlace(text, pointer.toStdString()), static_cast<std::size_t>(line));
    }

    void brokenTextsEnd()
    {
        for (const char* text : {"", "{", "{\"a", "{\"a\"", "{\"a\":", "[1, [", "{\"a\\", "}"}) {
            QVERIFY(lineOfPlace(text, "/a/0/b") == 1);
        }
    }

    void bytesAreCountedByLines()
    {
        QCOMPARE(lineOfByte("a\nb\n", 0), std::size_t{1});
        QCOMPARE(lineOfByte("a\nb\n", 2), std::size_t{2});
        QCOMPARE(lineOfByte("a\nb\n", 99), std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TstJsonPlace)
#include "tst_json_place.moc"
