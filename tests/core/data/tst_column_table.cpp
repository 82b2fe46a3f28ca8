// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/column_table.h"
#include "core/data/dataset.h"
#include "core/data/row_mapping.h"
#include "core/run/error.h"

#include <QtTest>

using namespace neurograft;

using Rows = std::vector<std::vector<std::string>>;

class TstColumnTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quotesSeparatorsAndLinesInsideValues()
    {
        const ColumnTable table = parseColumns("\xef\xbb\xbfquestion,answer\r\n"
                                               "\"a, \"\"b\"\"\",c\r\n"
                                               "\"two\nlines\",\"\"\r\n\r\n"
                                               "last,x",
                                               "f.csv");
        QCOMPARE(table.names, (std::vector<std::string>{"question", "answer"}));
        QCOMPARE(table.rows, (Rows{{"a, \"b\"", "c"}, {"two\nlines", ""}, {"last", "x"}}));
        QCOMPARE(table.find("answer"), std::int64_t{1});
        QCOMPARE(table.find("none"), std::int64_t{-1});
    }

    void tabsAndPlainLines()
    {
        QCOMPARE(parseColumns("a\tb\n1\t2,5\n", "f.TSV").rows, (Rows{{"1", "2,5"}}));
        const ColumnTable text = parseColumns("one\r\n\n  two\n", "f.txt");
        QCOMPARE(text.names, (std::vector<std::string>{"text"}));
        QCOMPARE(text.rows, (Rows{{"one"}, {"  two"}}));
    }

    void keysOfObjectsAreColumns()
    {
        const ColumnTable table = parseColumns("{\"prompt\": \"p\", \"answer\": 3}\n"
                                               "{\"answer\": \"b\", \"extra\": [1]}\n",
                                               "f.jsonl");
        QCOMPARE(table.names, (std::vector<std::string>{"prompt", "answer", "extra"}));
        QCOMPARE(table.rows, (Rows{{"p", "3", ""}, {"", "b", "[1]"}}));
    }

    void onlyTheFirstRowsAreReadForAPreview()
    {
        QCOMPARE(parseColumns("a\n1\n2\n3\n", "f.csv", 2).rows, (Rows{{"1"}, {"2"}}));
        QCOMPARE(parseColumns("1\n2\n3\n", "f.txt", 2).rows.size(), std::size_t{2});
    }

    void brokenFilesNameTheLine_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("got");
        QTest::newRow("open quote") << QByteArray("a,b\n\"x,y\n") << "f.csv"
                                    << "f.csv, line 2"
                                    << "the end of the file";
        QTest::newRow("too many") << QByteArray("a,b\n1,2\n1,2,3\n") << "f.csv"
                                  << "f.csv, line 3"
                                  << "3";
        QTest::newRow("no row") << QByteArray("a,b\n") << "f.csv"
                                << "f.csv"
                                << "none";
        QTest::newRow("no object") << QByteArray("{}\n[1]\n") << "f.jsonl"
                                   << "f.jsonl, line 2"
                                   << "array";
        QTest::newRow("bytes") << QByteArray("a\n\xff\n") << "f.csv"
                               << "f.csv"
                               << "a byte that is none at offset 2";
        QTest::newRow("ending") << QByteArray("a") << "f.doc"
                                << "f.doc"
                                << "\".doc\"";
    }
    void brokenFilesNameTheLine()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, name);
        QFETCH(QString, where);
        QFETCH(QString, got);
        try {
            parseColumns(bytes.toStdString(), name.toStdString());
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
            QCOMPARE(QString::fromStdString(error.got()), got);
        }
    }

    void usualNamesAreGuessed_data()
    {
        QTest::addColumn<QByteArray>("heading");
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("response");
        QTest::newRow("qa") << QByteArray("id,Question,Answer") << "Question"
                            << "Answer";
        QTest::newRow("instruct") << QByteArray("output,instruction") << "instruction"
                                  << "output";
        QTest::newRow("text") << QByteArray("n,text") << ""
                              << "text";
        QTest::newRow("unknown") << QByteArray("x,y") << ""
                                 << "y";
    }
    void usualNamesAreGuessed()
    {
        QFETCH(QByteArray, heading);
        ColumnTable table;
        for (const QByteArray& name : heading.split(',')) {
            table.names.push_back(name.toStdString());
        }
        const ColumnChoice choice = guessColumns(table);
        QTEST(QString::fromStdString(choice.prompt), "prompt");
        QTEST(QString::fromStdString(choice.response), "response");
    }

    void mappedRowsAreAnOrdinaryDataFile()
    {
        const ColumnTable table =
            parseColumns("id,q,a\n7,\"who \"\"x\"\"\",me\n8,\u00e9,you\n", "f.csv");
        const Dataset data = parseDataset(mappedRows(table, {"q", "a"}), "mapped");
        QCOMPARE(data.rows.size(), std::size_t{2});
        QCOMPARE(data.rows[0].id, std::string("7"));
        QCOMPARE(data.rows[0].prompt, std::string("who \"x\""));
        QCOMPARE(data.rows[1].response, std::string("you"));
        QCOMPARE(parseDataset(mappedRows(table, {"", "q"}), "mapped").rows[1].text(),
                 std::string("\u00e9"));
        QVERIFY_EXCEPTION_THROWN(mappedRows(table, {"q", "none"}), StudyError);
    }

    void rowsThatCannotBeUsedAreMappedInTheirPlace()
    {
        const auto file = DataFile::parse("{\"text\": \"a\"}\n"
                                          "{\"q\": \"p\", \"a\": \"b\"}\n"
                                          "no JSON\n"
                                          "{\"other\": 1}\n",
                                          "f", {});
        QCOMPARE(brokenColumns(*file, 20).names, (std::vector<std::string>{"q", "a", "other"}));
        QCOMPARE(brokenColumns(*file, 1).rows, (Rows{{"p", "b"}}));
        const auto mapped = DataFile::parse(withMappedRows(*file, {"q", "a"}), "f", {});
        QCOMPARE(mapped->rows(), std::int64_t{4});
        QCOMPARE(mapped->row(0).response, std::string("a"));
        QCOMPARE(mapped->row(1).prompt, std::string("p"));
        QCOMPARE(mapped->row(1).response, std::string("b"));
        QCOMPARE(mapped->problems().size(), std::size_t{2});
        QCOMPARE(std::string(mapped->line(2)), std::string("no JSON"));
    }
};

QTEST_GUILESS_MAIN(TstColumnTable)
#include "tst_column_table.moc"
