// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/models/example_slices.h"

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

class TestExampleSlices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void starsAndSlicesAreKeptPerDataSet()
    {
        QUndoStack undo;
        ExampleSlices slices(&undo);
        slices.toggleStar(QStringLiteral("demo"), 4);
        slices.toggleStar(QStringLiteral("demo"), 2);
        slices.setSlice(QStringLiteral("demo"), QStringLiteral("capitals"), {0, 1, 2, 7});
        QVERIFY(slices.isStarred(QStringLiteral("demo"), 4));
        QVERIFY(!slices.isStarred(QStringLiteral("gsm"), 4));
        QCOMPARE(slices.starred(QStringLiteral("demo")), (std::vector<int>{2, 4}));
        slices.toggleStar(QStringLiteral("demo"), 4);
        QCOMPARE(slices.starred(QStringLiteral("demo")), (std::vector<int>{2}));
        QCOMPARE(slices.slices(QStringLiteral("demo")), QStringList{QStringLiteral("capitals")});
    }

    void everyChangeCanBeUndone()
    {
        QUndoStack undo;
        ExampleSlices slices(&undo);
        const QString demo = QStringLiteral("demo");
        slices.setSlice(demo, QStringLiteral("a"), {1});
        slices.renameSlice(demo, QStringLiteral("a"), QStringLiteral("b"));
        slices.setSlice(demo, QStringLiteral("c"), {2});
        slices.renameSlice(demo, QStringLiteral("c"), QStringLiteral("b")); // taken: nothing
        QCOMPARE(slices.slices(demo), (QStringList{QStringLiteral("b"), QStringLiteral("c")}));
        slices.removeSlice(demo, QStringLiteral("b"));
        QCOMPARE(undo.undoText(), QStringLiteral("Remove slice b"));
        undo.undo();
        QCOMPARE(slices.rows(demo, QStringLiteral("b")), (std::vector<int>{1}));
        undo.undo();
        undo.undo();
        QCOMPARE(slices.slices(demo), QStringList{QStringLiteral("a")});
    }

    void aRowThatIsGoneTakesItsStarAlong()
    {
        QUndoStack undo;
        ExampleSlices slices(&undo);
        const QString demo = QStringLiteral("demo");
        slices.toggleStar(demo, 2);
        slices.toggleStar(demo, 4);
        slices.toggleStar(demo, 5);
        slices.setSlice(demo, QStringLiteral("a"), {1, 4, 6});
        const std::string before = slices.toJson();
        slices.dropRow(demo, 4);
        QCOMPARE(slices.starred(demo), (std::vector<int>{2, 4}));
        QCOMPARE(slices.rows(demo, QStringLiteral("a")), (std::vector<int>{1, 5}));
        undo.undo();
        QCOMPARE(slices.toJson(), before);
        const int steps = undo.count();
        slices.dropRow(QStringLiteral("gsm"), 1); // nothing known of it
        slices.dropRow(demo, 7); // behind all
        QCOMPARE(undo.count(), steps);
    }

    void theTextCountsRowsFromOneAndReadsBack()
    {
        QUndoStack undo;
        ExampleSlices slices(&undo);
        slices.toggleStar(QStringLiteral("demo"), 2);
        slices.setSlice(QStringLiteral("demo"), QStringLiteral("capitals"), {0, 1, 2, 7});
        const std::string text = slices.toJson();
        QCOMPARE(text,
                 std::string("{\"demo\":{\"slices\":{\"capitals\":\"1-3,8\"},\"stars\":\"3\"}}"));
        ExampleSlices other(&undo);
        QSignalSpy changed(&other, &ExampleSlices::changed);
        other.fromJson(text, "view.json");
        QCOMPARE(changed.size(), 1);
        QCOMPARE(other.toJson(), text);
        QCOMPARE(ExampleSlices(&undo).toJson(), std::string("{}"));
    }

    void wrongTextsNameThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no JSON") << QByteArray("{") << "v";
        QTest::newRow("a list") << QByteArray("[]") << "v";
        QTest::newRow("stars a number") << QByteArray("{\"d\":{\"stars\":3}}") << "v/d/stars";
        QTest::newRow("row 0") << QByteArray("{\"d\":{\"stars\":\"0\"}}") << "v/d/stars";
        QTest::newRow("no range") << QByteArray("{\"d\":{\"slices\":{\"x\":\"5-3\"}}}")
                                  << "v/d/slices/x";
    }
    void wrongTextsNameThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        QUndoStack undo;
        ExampleSlices slices(&undo);
        slices.toggleStar(QStringLiteral("demo"), 1);
        try {
            slices.fromJson(text.toStdString(), "v");
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
        QVERIFY(slices.isStarred(QStringLiteral("demo"), 1)); // untouched
    }
};

QTEST_GUILESS_MAIN(TestExampleSlices)
#include "tst_example_slices.moc"
