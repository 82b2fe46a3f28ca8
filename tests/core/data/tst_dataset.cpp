// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/data/row_selection.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

std::vector<std::int64_t> linesOf(const Dataset& dataset)
{
    std::vector<std::int64_t> lines;
    for (const ExampleRow& row : dataset.rows) {
        lines.push_back(row.line);
    }
    return lines;
}

std::string numberedRows(int count)
{
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes += R"({"text": "row )" + std::to_string(i) + "\"}\n";
    }
    return bytes;
}

} // namespace

class TstDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesAreRenderedWithTagsAndStripped()
    {
        const Dataset data = parseDataset(
            R"({"id": "gsm_7", "category": "c", "messages": [{"role": "user", "content": " \u00a0Hi\r\nyou\t"},)"
            R"( {"role": "assistant", "content": "\n Ho.  \n"}]})",
            "f.jsonl");
        QCOMPARE(data.rows.size(), std::size_t{1});
        QCOMPARE(data.rows[0].id, std::string("gsm_7"));
        QCOMPARE(data.rows[0].category, std::string("c"));
        QCOMPARE(data.rows[0].prompt, std::string("<|user|>\nHi\r\nyou\n\n<|assistant|>\n"));
        QCOMPARE(data.rows[0].response, std::string("Ho.\n\n"));
    }

    void everyMessageButTheLastBelongsToThePrompt()
    {
        const Dataset data = parseDataset(
            R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"},)"
            R"( {"role": "assistant", "content": "a"}]})",
            "f");
        QCOMPARE(data.rows[0].text(),
                 std::string("<|system|>\ns\n\n<|user|>\nu\n\n<|assistant|>\na\n\n"));
    }

    void promptAndResponseAreVerbatim()
    {
        const Dataset data = parseDataset(
            "{\"prompt\": \" p \", \"response\": \" r\\n\", \"text\": \"x\"}\r\n", "f");
        QCOMPARE(data.rows[0].prompt, std::string(" p "));
        QCOMPARE(data.rows[0].response, std::string(" r\n"));
    }

    void responseAloneHasAnEmptyPrompt()
    {
        const Dataset data = parseDataset(R"({"response": "r", "prompt": null, "id": 12})", "f");
        QCOMPARE(data.rows[0].prompt, std::string());
        QCOMPARE(data.rows[0].response, std::string("r"));
        QCOMPARE(data.rows[0].id, std::string("12"));
    }

    void textIsAResponseWithoutPrompt()
    {
        const Dataset data = parseDataset("{\"text\": \" t \"}\n\n", "f");
        QCOMPARE(data.rows[0].prompt, std::string());
        QCOMPARE(data.rows[0].response, std::string(" t "));
    }

    void brokenRowsNameFileLineAndKey_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("got");
        QTest::newRow("0 bytes") << QByteArray() << "f"
                                 << "an empty file (0 bytes)";
        QTest::newRow("blank lines") << QByteArray("\n \n") << "f"
                                     << "blank lines only";
        QTest::newRow("no known key")
            << QByteArray("{\"text\":\"a\"}\n{\"question\":\"b\",\"answer\":\"c\"}") << "f, line 2"
            << "keys answer, question";
        QTest::newRow("prompt alone") << QByteArray("{\"prompt\":\"a\"}") << "f, line 1"
                                      << "keys prompt";
        QTest::newRow("not JSON") << QByteArray("{\"text\":\"a\"}\nhello") << "f, line 2"
                                  << "something else at byte 1 of the line";
        QTest::newRow("number no type holds")
            << QByteArray("{\"text\":\"a\"}\n{\"text\":\"a\",\"id\":1e705}") << "f, line 2"
            << "a number too large to be read";
        QTest::newRow("an array") << QByteArray("[1]") << "f, line 1"
                                  << "a JSON array";
        QTest::newRow("empty line inside")
            << QByteArray("{\"text\":\"a\"}\n\n{\"text\":\"a\"}") << "f, line 2"
            << "an empty line";
        QTest::newRow("not UTF-8") << QByteArray("{\"text\":\"\xff\"}") << "f, line 1"
                                   << "a byte that is none at offset 9 of the line";
        QTest::newRow("text is a number") << QByteArray("{\"text\":3}") << "f, line 1, key text"
                                          << "a JSON number";
        QTest::newRow("no messages") << QByteArray("{\"messages\":[]}") << "f, line 1, key messages"
                                     << "an empty one";
        QTest::newRow("last is user")
            << QByteArray(R"({"messages":[{"role":"user","content":"a"}]})")
            << "f, line 1, key messages[0].role"
            << "\"user\"";
        QTest::newRow("no content")
            << QByteArray(R"({"messages":[{"role":"user"}]})") << "f, line 1, key messages[0]"
            << "none";
        QTest::newRow("message is text")
            << QByteArray(R"({"messages":["a"]})") << "f, line 1, key messages[0]"
            << "none";
    }

    void brokenRowsNameFileLineAndKey()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, where);
        QFETCH(QString, got);
        try {
            parseDataset(bytes.toStdString(), "f");
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
            QCOMPARE(QString::fromStdString(error.got()), got);
        }
    }

    void firstRowsAreTaken()
    {
        RowSelection selection;
        selection.limit = 3;
        const Dataset data = parseDataset(numberedRows(10), "f", selection);
        QCOMPARE(linesOf(data), (std::vector<std::int64_t>{0, 1, 2}));
        QCOMPARE(data.rowsInFile, std::int64_t{10});
        selection.limit = 30;
        QCOMPARE(parseDataset(numberedRows(10), "f", selection).rows.size(), std::size_t{10});
    }

    void chosenRowsComeInFileOrderOnce()
    {
        RowSelection selection;
        selection.rows = {7, 2, 7};
        const Dataset data = parseDataset(numberedRows(10), "f", selection);
        QCOMPARE(linesOf(data), (std::vector<std::int64_t>{2, 7}));
        QCOMPARE(data.rows[1].response, std::string("row 7"));
        selection.rows = {3, 10};
        QVERIFY_EXCEPTION_THROWN(parseDataset(numberedRows(10), "f", selection), StudyError);
    }

    void sampleFollowsTheDrawOfTheSpecification()
    {
        RowSelection selection;
        selection.sample = 3; // decisions.md D82, seed 42
        QCOMPARE(linesOf(parseDataset(numberedRows(10), "f", selection)),
                 (std::vector<std::int64_t>{3, 5, 6}));
        selection.limit = 2;
        QVERIFY_EXCEPTION_THROWN(parseDataset(numberedRows(10), "f", selection), StudyError);
    }

    void rowListsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<qint64>>("rows");
        QTest::newRow("single") << "3" << QList<qint64>{3};
        QTest::newRow("range") << "3,7,12-14" << QList<qint64>{3, 7, 12, 13, 14};
        QTest::newRow("unordered") << "5-6,0,5" << QList<qint64>{0, 5, 6};
        for (const char* wrong : {"", "a", "3,", ",3", "5-3", "-1", "1-", "1 2", "0-99999999999"}) {
            QTest::newRow(wrong) << wrong << QList<qint64>{};
        }
    }

    void rowListsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QList<qint64>, rows);
        if (rows.isEmpty()) {
            QVERIFY_EXCEPTION_THROWN(parseRowList(text.toStdString()), UsageError);
            return;
        }
        QCOMPARE(parseRowList(text.toStdString()),
                 std::vector<std::int64_t>(rows.begin(), rows.end()));
    }

    void rowListsAreWrittenAsShortAsTheyCanBe()
    {
        QCOMPARE(rowListText({3, 7, 12, 13, 14, 20, 21}), std::string("3,7,12-14,20-21"));
        QCOMPARE(rowListText({5}), std::string("5"));
        QCOMPARE(rowListText({}), std::string());
    }

    void dataIsCalledByFolderAndPart()
    {
        QCOMPARE(shortDataName("a/data/gsm/align.jsonl"), std::string("gsm_align"));
        QCOMPARE(shortDataName("a/demo.jsonl"), std::string("demo"));
        QCOMPARE(shortDataName("train.jsonl"), std::string("train"));
    }

    void partsAreDrawnWithoutARowInCommon()
    {
        std::vector<std::int64_t> rows(10);
        std::iota(rows.begin(), rows.end(), std::int64_t{0});
        const auto parts = drawParts(rows, {3, 0, 5}, 42);
        QCOMPARE(parts[0], (std::vector<std::int64_t>{3, 5, 6})); // as --sample 3 (D82)
        QVERIFY(parts[1].empty());
        QCOMPARE(parts[2].size(), std::size_t{5});
        QVERIFY(std::is_sorted(parts[2].begin(), parts[2].end()));
        for (const std::int64_t row : parts[2]) {
            QVERIFY(row != 3 && row != 5 && row != 6);
        }
        QVERIFY(drawParts(rows, {3}, 43) != drawParts(rows, {3}, 42));
        QVERIFY_EXCEPTION_THROWN(drawParts(rows, {6, 5}, 42), StudyError);
    }

    void fileIsHashedWhole()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "d.jsonl";
        const std::string bytes = numberedRows(4);
        writeFileAtomically(path, bytes, false);
        RowSelection selection;
        selection.limit = 1;
        QCOMPARE(readDataset(path, selection).sha256, sha256Hex(bytes));
        QVERIFY_EXCEPTION_THROWN(readDataset(path.parent_path() / "none"), FormatError);
    }

    void officialFilesHaveTheirRowsHashesAndQuirks()
    {
        const fs::path folder = fs::path(NEUROGRAFT_SHARED) / "data";
        if (!fs::exists(folder / "gsm")) {
            QSKIP("no data files next to the checkout");
        }
        const Dataset gsm = readDataset(folder / "gsm/train.jsonl");
        QCOMPARE(gsm.rows.size(), std::size_t{1000});
        QCOMPARE(gsm.sha256,
                 std::string("e077da07495c52b05008314cdc4efd51bd5d56012d508340114a40e9b1808194"));
        for (const ExampleRow& row : gsm.rows) {
            QVERIFY(row.id.rfind("gsm_", 0) == 0);
            QVERIFY(row.response.rfind("Answer: ", 0) == 0);
        }
        const Dataset mmlu = readDataset(folder / "mmlu/train.jsonl");
        int withCarriageReturn = 0;
        for (const ExampleRow& row : mmlu.rows) {
            QVERIFY(!row.category.empty() && row.id.rfind(row.category + "_", 0) == 0);
            withCarriageReturn += row.text().find('\r') != std::string::npos ? 1 : 0;
        }
        QCOMPARE(withCarriageReturn, 4);
        int withCrLf = 0;
        for (const ExampleRow& row : readDataset(folder / "mbpp/train.jsonl").rows) {
            QVERIFY(row.response.size() > 2
                    && row.response.substr(row.response.size() - 2) == "\n\n");
            withCrLf += row.response.find("\r\n") != std::string::npos ? 1 : 0;
        }
        QVERIFY2(withCrLf > 290, qPrintable(QString::number(withCrLf)));
        QCOMPARE(readDataset(folder / "snn/sample_super_ni.jsonl").rows.size(), std::size_t{32});
    }
};

QTEST_GUILESS_MAIN(TstDataset)
#include "tst_dataset.moc"
