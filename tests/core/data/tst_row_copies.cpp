// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_copies.h"
#include "core/run/error.h"

#include <QtTest>

using namespace neurograft;

namespace {

std::shared_ptr<const DataFile> fileOf(const std::string& bytes)
{
    return DataFile::parse(bytes, "f.jsonl", {});
}

const std::string kRows =
    "{\"id\": \"a\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi ü\"}, "
    "{\"role\": \"assistant\", \"content\": \"Hello\"}], \"z\": 1.50}\r\n"
    "{\"prompt\": \"2+2=\", \"response\": \"4\"}\n"
    "{\"text\": \"alone\"}";

} // namespace

class TestRowCopies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreTheTextsOfTheRow()
    {
        const auto file = fileOf(kRows);
        const std::vector<RowField> dialogue = rowFields(*file, 0);
        QCOMPARE(dialogue.size(), std::size_t(2));
        QCOMPARE(dialogue[0].key, std::string("messages[0]"));
        QCOMPARE(dialogue[0].role, std::string("user"));
        QCOMPARE(dialogue[0].text, std::string("Hi ü"));
        QCOMPARE(dialogue[1].role, std::string("assistant"));
        const std::vector<RowField> pair = rowFields(*file, 1);
        QCOMPARE(pair[0].key, std::string("prompt"));
        QCOMPARE(pair[1].text, std::string("4"));
        QCOMPARE(rowFields(*file, 2)[0].key, std::string("text"));
    }

    void theCopyComesLastAndTheRowStays()
    {
        const auto file = fileOf(kRows);
        const auto edited = fileOf(withEditedRow(*file, 0, {"Hi \"you\"", "Hello\nthere"}));
        QCOMPARE(edited->rows(), std::int64_t{4});
        for (std::int64_t row = 0; row < 3; ++row) {
            QCOMPARE(std::string(edited->line(row)), std::string(file->line(row)));
            QCOMPARE(edited->facts(row).copyOf, std::int64_t{-1});
        }
        QCOMPARE(edited->facts(3).copyOf, std::int64_t{0});
        QCOMPARE(edited->copies(), std::int64_t{1});
        QCOMPARE(edited->row(3).prompt, std::string("<|user|>\nHi \"you\"\n\n<|assistant|>\n"));
        QCOMPARE(edited->row(3).response, std::string("Hello\nthere\n\n"));
        QCOMPARE(edited->row(3).id, std::string("a"));
        QVERIFY(edited->line(3).find("\"z\":1.5") != std::string_view::npos);
        QVERIFY(edited->line(3).find("\"copy_of\":1") != std::string_view::npos);
    }

    void aCopyIsChangedWhereItStands()
    {
        const auto once = fileOf(withEditedRow(*fileOf(kRows), 1, {"2+2=", "5"}));
        const auto twice = fileOf(withEditedRow(*once, 3, {"3+3=", "6"}));
        QCOMPARE(twice->rows(), std::int64_t{4});
        QCOMPARE(twice->facts(3).copyOf, std::int64_t{1});
        QCOMPARE(twice->row(3).prompt, std::string("3+3="));
        QCOMPARE(twice->row(1).response, std::string("4"));
    }

    void onlyCopiesCanBeRemoved()
    {
        const auto once = fileOf(withEditedRow(*fileOf(kRows), 1, {"2+2=", "5"}));
        const auto twice = fileOf(withEditedRow(*once, 2, {"together"}));
        const auto left = fileOf(withoutCopy(*twice, 3));
        QCOMPARE(left->rows(), std::int64_t{4});
        QCOMPARE(left->facts(3).copyOf, std::int64_t{2});
        QCOMPARE(left->row(3).response, std::string("together"));
        QVERIFY_EXCEPTION_THROWN(withoutCopy(*left, 1), StudyError);
        QVERIFY_EXCEPTION_THROWN(withoutCopy(*left, 4), StudyError);
    }

    void badInputIsNamed()
    {
        const auto file = fileOf(kRows);
        QVERIFY_EXCEPTION_THROWN(withEditedRow(*file, 1, {"only one"}), StudyError);
        const auto broken = fileOf("{\"text\": \"a\"}\n{\"reply\": \"b\"}\n");
        QVERIFY_EXCEPTION_THROWN(withEditedRow(*broken, 1, {"x"}), FormatError);
        QVERIFY_EXCEPTION_THROWN(rowFields(*broken, 1), FormatError);
    }

    void marksOfOthersAreNotBelieved_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("itself") << QByteArray("2");
        QTest::newRow("later") << QByteArray("9");
        QTest::newRow("before the first") << QByteArray("0");
        QTest::newRow("a word") << QByteArray("\"one\"");
        QTest::newRow("a fraction") << QByteArray("1.5");
    }
    void marksOfOthersAreNotBelieved()
    {
        QFETCH(QByteArray, value);
        const auto file = fileOf(
            "{\"text\": \"a\"}\n{\"text\": \"b\", \"copy_of\": " + value.toStdString() + "}\n");
        QCOMPARE(file->facts(1).copyOf, std::int64_t{-1});
        QVERIFY(file->facts(1).isUsable);
    }
};

QTEST_GUILESS_MAIN(TestRowCopies)
#include "tst_row_copies.moc"
