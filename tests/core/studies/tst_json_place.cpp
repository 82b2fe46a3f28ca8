// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/json_place.h"

#include <QtTest>

using namespace neurograft;

namespace {

const QByteArray kCompact = R"({"a":[1,{"b":"x"},[]],"c":{"d":-1.5e3},"e":null})";
const QByteArray kNames =
    "{\"\\u00e9\":\"ü\",\"a/b\":{\"~\":1},\"x\\\"y\":2,\"twice\":1,\"twice\":3}";

} // namespace

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

    void valuesHaveTheirBytes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value"); // "-": not there
        QTest::newRow("whole") << QByteArray(" [1, 2]\n") << QByteArray() << QByteArray("[1, 2]");
        QTest::newRow("list") << kCompact << QByteArray("/a") << QByteArray(R"([1,{"b":"x"},[]])");
        QTest::newRow("element") << kCompact << QByteArray("/a/0") << QByteArray("1");
        QTest::newRow("nested") << kCompact << QByteArray("/a/1/b") << QByteArray("\"x\"");
        QTest::newRow("empty list") << kCompact << QByteArray("/a/2") << QByteArray("[]");
        QTest::newRow("number") << kCompact << QByteArray("/c/d") << QByteArray("-1.5e3");
        QTest::newRow("last") << kCompact << QByteArray("/e") << QByteArray("null");
        QTest::newRow("not there") << kCompact << QByteArray("/c/x") << QByteArray("-");
        QTest::newRow("behind the end") << kCompact << QByteArray("/a/3") << QByteArray("-");
        QTest::newRow("in a number") << kCompact << QByteArray("/c/d/0") << QByteArray("-");
        const QByteArray wide = "{\n  \"a\" :  [ 1 ,\n 2 ] ,\n  \"b\": \"}, \\\"]\"  \n}\n";
        QTest::newRow("space around") << wide << QByteArray("/a/0") << QByteArray("1");
        QTest::newRow("over lines") << wide << QByteArray("/a") << QByteArray("[ 1 ,\n 2 ]");
        QTest::newRow("quotes and brackets in a text")
            << wide << QByteArray("/b") << QByteArray("\"}, \\\"]\"");
        QTest::newRow("unicode") << kNames << QByteArray("/é") << QByteArray("\"ü\"");
        QTest::newRow("escapes of pointers") << kNames << QByteArray("/a~1b/~0") << QByteArray("1");
        QTest::newRow("escapes of JSON") << kNames << QByteArray("/x\"y") << QByteArray("2");
        QTest::newRow("the last of two") << kNames << QByteArray("/twice") << QByteArray("3");
        QTest::newRow("no JSON") << QByteArray("{\"a\": ") << QByteArray("/b") << QByteArray("-");
    }

    void valuesHaveTheirBytes()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        const auto span = spanOfPlace(json.toStdString(), pointer.toStdString());
        QCOMPARE(span ? json.mid(static_cast<qsizetype>(span->begin),
                                 static_cast<qsizetype>(span->end - span->begin))
                      : QByteArray("-"),
                 value);
    }

    void childrenKnowTheirKeys()
    {
        const std::string json = "{\"a\": 1,\n \"b\" : [2]}";
        const std::vector<JsonChild> children = jsonChildren(json, 0);
        QCOMPARE(children.size(), std::size_t{2});
        QCOMPARE(children[1].name, std::string("b"));
        QCOMPARE(json.substr(children[1].key.begin, children[1].key.end - children[1].key.begin),
                 std::string("\"b\""));
        QCOMPARE(children[1].value.begin, json.find("[2]"));
        QCOMPARE(jsonChildren(json, children[1].value.begin)[0].name, std::string("0"));
        QVERIFY(jsonChildren(json, children[0].value.begin).empty());
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
