// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/example_fixture.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace neurograft;

namespace {

QString line(const ExampleTableModel& model, int row)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) {
        cells << model.index(row, column).data().toString();
    }
    return cells.join(QStringLiteral(" | "));
}

} // namespace

class TestExampleTableModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_fixture = std::make_unique<ExampleFixture>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            &m_fixture->model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_fixture.reset();
    }

    void rowsComeWithTheirLengthsInTokens()
    {
        m_fixture->openDemo();
        const ExampleTableModel& model = m_fixture->model;
        QCOMPARE(model.rowCount(), 48);
        QCOMPARE(line(model, 4), QStringLiteral("5 | ☆ | The capital of France is | 15 | 4 | "));
        QCOMPARE(model.index(4, ExampleTableModel::Star).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("not starred"));
    }

    void lengthsFillInAfterTheRows()
    {
        m_fixture->pair.openData(ExampleFixture::path("demo.jsonl"));
        QTRY_COMPARE(m_fixture->model.rowCount(), 48);
        QCOMPARE(m_fixture->model.index(0, ExampleTableModel::Tokens).data().toString(), QString());
        QSignalSpy changed(&m_fixture->model, &QAbstractItemModel::dataChanged);
        m_fixture->pair.openModel(Role::Student, ExampleFixture::path("tiny-S"));
        QTRY_VERIFY(m_fixture->set.isMeasured());
        QVERIFY(changed.size() > 0);
        QCOMPARE(m_fixture->model.index(0, ExampleTableModel::Tokens).data().toString(),
                 QStringLiteral("15"));
    }

    void aCutOffMarksTruncatedRows()
    {
        m_fixture->openDemo();
        m_fixture->set.setCutOff(14);
        const ExampleTableModel& model = m_fixture->model;
        QCOMPARE(line(model, 4),
                 QStringLiteral("5 | ☆ | The capital of France is | 15 | 2 | ✂ cut"));
        QCOMPARE(model.index(4, ExampleTableModel::Truncated).data(Qt::AccessibleTextRole),
                 QVariant(QStringLiteral("truncated")));
    }

    void filteringFindsTextAndCanBeUndone()
    {
        m_fixture->openDemo();
        ExampleTableModel& model = m_fixture->model;
        model.setFilter(QStringLiteral("f"));
        model.setFilter(QStringLiteral("fr"));
        model.setFilter(QStringLiteral("france"));
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.dataRow(0), 4);
        QCOMPARE(model.tableRow(4), 0);
        QCOMPARE(model.tableRow(3), -1);
        QCOMPARE(m_fixture->undo.count(), 1); // letters typed are one change
        m_fixture->undo.undo();
        QCOMPARE(model.filter(), QString());
        QTRY_COMPARE(model.rowCount(), 48);
        m_fixture->undo.redo();
        QTRY_COMPARE(model.rowCount(), 1);
        model.setFilter(QStringLiteral("no such text"));
        QTRY_COMPARE(model.rowCount(), 0);
    }

    void sortingByTokensStarsAndPrompts()
    {
        m_fixture->openDemo();
        ExampleTableModel& model = m_fixture->model;
        model.sort(ExampleTableModel::Tokens, Qt::DescendingOrder);
        m_fixture->settle();
        qint64 before = 1000;
        for (int row = 0; row < model.rowCount(); ++row) {
            const qint64 tokens =
                m_fixture->set.lengths()[static_cast<std::size_t>(model.dataRow(row))].tokens;
            QVERIFY(tokens <= before);
            before = tokens;
        }
        m_fixture->slices.toggleStar(QStringLiteral("demo"), 30);
        model.sort(ExampleTableModel::Star, Qt::AscendingOrder);
        QTRY_COMPARE(model.dataRow(0), 30);
        QCOMPARE(model.dataRow(1), 0);
        model.sort(ExampleTableModel::Prompt, Qt::AscendingOrder);
        m_fixture->settle();
        QVERIFY(model.index(0, ExampleTableModel::Prompt).data().toString()
                < model.index(47, ExampleTableModel::Prompt).data().toString());
    }

    void slicesNarrowTheList()
    {
        m_fixture->openDemo();
        ExampleTableModel& model = m_fixture->model;
        ExampleSlices& slices = m_fixture->slices;
        slices.setSlice(QStringLiteral("demo"), QStringLiteral("capitals"), {0, 1, 2, 3, 4});
        model.setSlice(QStringLiteral("capitals"));
        QTRY_COMPARE(model.rowCount(), 5);
        model.setFilter(QStringLiteral("France"));
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.sliceRows(QStringLiteral("capitals")), (std::vector<int>{0, 1, 2, 3, 4}));
        QCOMPARE(model.sliceRows(ExampleTableModel::allSlice()).size(), std::size_t(48));
        slices.removeSlice(QStringLiteral("demo"), QStringLiteral("capitals"));
        QCOMPARE(model.slice(), ExampleTableModel::allSlice());
        model.setFilter(QString());
        model.setSlice(ExampleTableModel::starredSlice());
        QTRY_COMPARE(model.rowCount(), 0);
        slices.toggleStar(QStringLiteral("demo"), 7);
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(line(model, 0).left(6), QStringLiteral("8 | ★ "));
    }

    void rowsThatCannotBeUsedAreListedWithTheirReason()
    {
        m_fixture->openRows("{\"text\": \"a\"}\n{\"prompt\": \"p\", \"answer\": \"b\"}\n");
        QCOMPARE(m_fixture->pair.data().state, SlotState::Ready);
        QCOMPARE(m_fixture->model.rowCount(), 2);
        QCOMPARE(line(m_fixture->model, 1),
                 QStringLiteral("2 | ☆ | not read: keys answer, prompt |  |  | "));
        QCOMPARE(m_fixture->model.sliceRows(ExampleTableModel::allSlice()), (std::vector<int>{0}));
    }

    void whatAllPromptsBeginWithIsLeftOut()
    {
        m_fixture->openRows("{\"prompt\": \"Answer the question. Who?\", \"response\": \"a\"}\n"
                            "{\"prompt\": \"Answer the question.\\n\\nWhy  so?\", "
                            "\"response\": \"b\"}\n");
        QCOMPARE(m_fixture->model.index(0, ExampleTableModel::Prompt).data().toString(),
                 QStringLiteral("question. Who?"));
        QCOMPARE(m_fixture->model.index(1, ExampleTableModel::Prompt).data().toString(),
                 QStringLiteral("question. Why so?"));
    }

    void tenThousandRowsAreShownAtOnce()
    {
        QByteArray bytes;
        for (int row = 0; row < 10000; ++row) {
            bytes += "{\"prompt\": \"Question " + QByteArray::number(row)
                + "\", \"response\": \"Answer\"}\n";
        }
        m_tester.reset(); // it looks at every row
        m_fixture->openRows(bytes);
        QCOMPARE(m_fixture->model.rowCount(), 10000);
        // What a table asks for while it is scrolled through from end to end, 40 rows a page.
        QElapsedTimer clock;
        clock.start();
        int asked = 0;
        for (int row = 0; row < 10000; row += 40) {
            for (int column = 0; column < ExampleTableModel::ColumnCount; ++column) {
                asked += m_fixture->model.index(row, column).data().isValid() ? 1 : 0;
            }
        }
        const double perRowMs = static_cast<double>(clock.nsecsElapsed()) / 1e6 / 250.0;
        QCOMPARE(asked, 250 * ExampleTableModel::ColumnCount);
        QVERIFY2(perRowMs < 0.4, qPrintable(QString::number(perRowMs))); // 40 rows in a frame
        m_fixture->model.setFilter(QStringLiteral("Question 9999"));
        QTRY_COMPARE(m_fixture->model.rowCount(), 1);
    }

    void closingTheDataEmptiesTheTable()
    {
        m_fixture->openDemo();
        m_fixture->pair.close();
        QCOMPARE(m_fixture->model.rowCount(), 0);
        QCOMPARE(m_fixture->set.name(), QString());
        QVERIFY(m_fixture->set.tokenizer() == nullptr);
    }

    void oneOfTwoTokenizersReads()
    {
        m_fixture->openDemo();
        QVERIFY(!m_fixture->set.hasTwoReaders());
        m_fixture->pair.openModel(Role::Teacher, ExampleFixture::path("tiny-T"));
        QTRY_VERIFY(m_fixture->pair.preflight() != nullptr);
        m_fixture->settle();
        QVERIFY(!m_fixture->set.hasTwoReaders()); // they share it
        QCOMPARE(m_fixture->set.reader(), Role::Student);
        m_fixture->set.setReader(Role::Teacher);
        QTRY_VERIFY(m_fixture->set.isMeasured());
        QCOMPARE(m_fixture->set.lengths()[4].tokens, std::int64_t{15});
    }

private:
    std::unique_ptr<ExampleFixture> m_fixture;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestExampleTableModel)
#include "tst_example_table_model.moc"
