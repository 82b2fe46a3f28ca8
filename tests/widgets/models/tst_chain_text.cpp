// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "widgets/models/chain_text.h"

#include <QtTest>

#include <set>

using namespace neurograft;

/// Values of a study changed in its text.
class TstChainText : public QObject {
    Q_OBJECT

    static void addRow(const char* name, const QString& text, const QString& pointer,
                       const QString& value, const QString& expected)
    {
        QTest::newRow(name) << text << pointer << value << expected;
    }

private Q_SLOTS:
    void onlyTheValueChanges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        const QString hand = "{ \"title\" : \"ü \\\" }\",\n\n"
                             "    \"steps\": [ {\"step\": \"a\",   \"seed\":42} ,\n"
                             "\t{\"step\":\"b\"} ],\n"
                             "  \"common\": {} }\n\n";
        const auto with = [&hand](const char* before, const char* after) {
            return QString(hand).replace(QString(before), QString(after));
        };
        addRow("a number", hand, "/steps/0/seed", "7", with("42", "7"));
        addRow("a text", hand, "/title", "\"é\"", with("\"ü \\\" }\"", "\"é\""));
        addRow("a list as it was typed", hand, "/steps/0/seed", "[1,  2]", with("42", "[1,  2]"));
        addRow("a new key of a compact object", hand, "/steps/0/rank", "8",
               with("\"seed\":42", "\"seed\":42,   \"rank\":8"));
        addRow("a new key beside one", hand, "/steps/1/rank", "8",
               with("\"step\":\"b\"", "\"step\":\"b\",\"rank\":8"));
        addRow("a new key of an empty object", hand, "/common/seed", "1",
               with("{}", "{\"seed\": 1}"));
        addRow("a key that was not there", hand, "/steps/0/rank", "", hand);
        addRow("an element is not taken away", hand, "/steps/0", "", hand);
        addRow("the last key", hand, "/common", "", with(",\n  \"common\": {} }", " }"));

        const QString lines = "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  },\n\n  \"d\": 3\n}";
        addRow("behind the last line", lines, "/e", "4",
               QString(lines).replace("3\n}", "3,\n  \"e\": 4\n}"));
        addRow("behind the only line", lines, "/b/e", "4",
               QString(lines).replace("2\n", "2,\n    \"e\": 4\n"));
        addRow("objects on the way", lines, "/e/f/g", "4",
               QString(lines).replace("3\n}", "3,\n  \"e\": {\"f\": {\"g\": 4}}\n}"));
        addRow("the first line goes", lines, "/a", "", QString(lines).remove("\"a\": 1,\n  "));
        addRow("a middle line goes", lines, "/b", "",
               QString(lines).remove(",\n  \"b\": {\n    \"c\": 2\n  }"));
        addRow("the last line goes", lines, "/d", "", QString(lines).remove(",\n\n  \"d\": 3"));
        addRow("the only line goes", lines, "/b/c", "",
               QString(lines).replace("{\n    \"c\": 2\n  }", "{}"));
        addRow("an empty object over lines", "{\n  \"a\": {\n  }\n}", "/a/b", "1",
               "{\n  \"a\": {\n    \"b\": 1\n  }\n}");
        addRow("commas in front", "{ \"a\": 1\n, \"b\": 2\n}", "/c", "3",
               "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}");
        addRow("compact", "{\"a\":1,\"b\":2}", "/c", "3", "{\"a\":1,\"b\":2,\"c\":3}");
        addRow("the first goes", "{\"a\":1,\"b\":2}", "/a", "", "{\"b\":2}");
        addRow("nothing yet", "{}", "/common/seed", "7", "{\"common\": {\"seed\": 7}}");
        addRow("null", "{\"common\": null}", "/common/seed", "7", "{\"common\": {\"seed\": 7}}");
        addRow("an axis with a slash", "{\"a/b\": 1}", "/c~1d", "2", "{\"a/b\": 1, \"c/d\": 2}");
    }

    void onlyTheValueChanges()
    {
        QFETCH(QString, text);
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        QCOMPARE(withValue(text, pointer, value), expected);
    }

    /// Every place of a ready study, changed, taken away and given another key: as if by hand.
    void everyPlaceOfAStudyIsEdited()
    {
        using Json = nlohmann::ordered_json;
        const std::string file = NEUROGRAFT_RESOURCES "/studies/ni-main-results.study.json";
        const std::string bytes = readFile(file);
        const QString text = QString::fromStdString(bytes);
        const Json json = Json::parse(bytes);
        const Json flat = json.flatten();
        std::set<std::string> places;
        for (const auto& [leaf, value] : flat.items()) {
            for (Json::json_pointer place(leaf); !place.empty(); place.pop_back()) {
                places.insert(place.to_string());
            }
        }
        QVERIFY(places.size() > 100);
        for (const std::string& name : places) {
            const Json::json_pointer place(name);
            const QString pointer = QString::fromStdString(name);
            const auto edited = [&](const QString& at, const char* value) {
                return Json::parse(withValue(text, at, QLatin1String(value)).toStdString());
            };
            Json changed = json;
            changed[place] = {1, "two"};
            QVERIFY2(edited(pointer, "[1, \"two\"]") == changed, name.c_str());
            if (json[place.parent_pointer()].is_object()) {
                Json without = json;
                without[place.parent_pointer()].erase(place.back());
                QVERIFY2(edited(pointer, "") == without, name.c_str());
            }
            if (json[place].is_object()) {
                Json with = json;
                with[place]["a/new"] = 7;
                QVERIFY2(edited(pointer + QStringLiteral("/a~1new"), "7") == with, name.c_str());
            }
        }
    }

    void withoutAPlaceNothingChanges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("no JSON") << "{"
                                 << "/a"
                                 << "7";
        QTest::newRow("no object") << "[1]"
                                   << "/0"
                                   << "7";
        QTest::newRow("in a number") << "{\"common\": 5}"
                                     << "/common/seed"
                                     << "7";
        QTest::newRow("behind a list") << "{\"steps\": []}"
                                       << "/steps/0"
                                       << "7";
        QTest::newRow("a value that is no JSON") << "{\"a\": 5}"
                                                 << "/a"
                                                 << "seven";
        QTest::newRow("a pointer that is none") << "{\"a\": 5}"
                                                << "a"
                                                << "7";
        QTest::newRow("the whole is not taken away") << "{\"a\": 5}"
                                                     << ""
                                                     << "";
    }

    void withoutAPlaceNothingChanges()
    {
        QFETCH(QString, text);
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QCOMPARE(withValue(text, pointer, value), text);
    }

    void problemsNameTheirLine()
    {
        const QString text = "{\n\"schema\": 1,\n\"command\": \"run\",\n\"steps\": []\n}";
        const ParsedChain parsed = parsedChain(text, "/a/b.study.json");
        QVERIFY(!parsed.study && parsed.problem);
        QCOMPARE(parsed.problem->line, 4);
        QVERIFY2(parsed.problem->message.contains("at least one step"),
                 qPrintable(parsed.problem->message));
        QCOMPARE(parsedChain("{\n\"a\": 1,\n}", "b").problem->line, 3);
    }
};

QTEST_APPLESS_MAIN(TstChainText)
#include "tst_chain_text.moc"
