// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/selection_json.h"

#include <QAbstractItemModelTester>
#include <QTest>
#include <QUndoStack>

#include <nlohmann/json.hpp>

using namespace neurograft;

namespace {

SelectionItem cell(int student, int teacher)
{
    return CellItem{QStringLiteral("up_proj"), student, teacher};
}

ItemSet everyKind()
{
    return {cell(2, 3), LayerItem{Role::Teacher, 5},
            NeuronItem{Role::Student, 2, QStringLiteral("down_proj"), 137},
            RowItem{QStringLiteral("gsm_align"), 12}, PointItem{QStringLiteral("up, LoRA"), 4}};
}

QString names(const BookmarkModel& model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row) {
        list << model.index(row, BookmarkModel::Name).data().toString();
    }
    return list.join(QStringLiteral(" | "));
}

} // namespace

class TestBookmarkModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void itemsAreKeptOnceAndSetsByName()
    {
        QUndoStack undo;
        BookmarkModel model(&undo);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.add(cell(2, 3)), 0);
        QCOMPARE(model.addSet(QStringLiteral("mid block"), {cell(1, 1), cell(1, 2)}), 1);
        QCOMPARE(model.add(cell(2, 3)), 0);
        QCOMPARE(model.add(SelectionItem()), -1);
        QCOMPARE(names(model), QStringLiteral("up S L2 x T L3 | mid block (2 cells)"));
        QCOMPARE(model.addSet(QStringLiteral("mid block"), {cell(4, 4)}), 1);
        QCOMPARE(names(model), QStringLiteral("up S L2 x T L3 | mid block (1 cell)"));
        QCOMPARE(model.findSet(QStringLiteral("mid block")), 1);
        QCOMPARE(model.setNames(), QStringList{QStringLiteral("mid block")});
        QVERIFY(model.at(0).time.isValid());
    }

    void notesTagsColoursAndDeletionsCanBeUndone()
    {
        QUndoStack undo;
        BookmarkModel model(&undo);
        for (const SelectionItem& item : everyKind()) {
            model.add(item);
        }
        QVERIFY(model.setData(model.index(1, BookmarkModel::Note), QStringLiteral(" odd ")));
        QVERIFY(model.setData(model.index(1, BookmarkModel::Tag), QStringLiteral("check")));
        QVERIFY(!model.setData(model.index(1, BookmarkModel::Name), QStringLiteral("x")));
        model.setColor(1, QStringLiteral("green"));
        QCOMPARE(model.at(1).note, QStringLiteral("odd"));
        QCOMPARE(model.index(1, 0).data(Qt::DecorationRole).value<QColor>(),
                 bookmarkColors()[0].color);
        model.remove({0, 3, 4});
        QCOMPARE(names(model), QStringLiteral("T L5 | S L2 down 137"));
        undo.undo();
        QCOMPARE(model.rowCount(), 5);
        undo.undo();
        QCOMPARE(model.at(1).color, QString());
        undo.undo();
        undo.undo();
        QCOMPARE(model.at(1).note, QString());
        undo.redo();
        QCOMPARE(model.at(1).note, QStringLiteral("odd"));
    }

    void jsonReadsBackToTheSame()
    {
        QUndoStack undo;
        BookmarkModel model(&undo);
        for (const SelectionItem& item : everyKind()) {
            model.add(item);
        }
        model.addSet(QStringLiteral("two"), {cell(0, 0), cell(1, 1)});
        model.setNote(2, QStringLiteral("writes \"Paris\", 日本"));
        model.setColor(5, QStringLiteral("sky"));
        BookmarkModel other(&undo);
        other.fromJson(model.toJson(), "view.json");
        QCOMPARE(other.toJson(), model.toJson());
        QCOMPARE(names(other), names(model));
        QCOMPARE(other.at(5).items().size(), std::size_t(2));
        QVERIFY(other.at(2).items().front()
                == (SelectionItem(NeuronItem{Role::Student, 2, QStringLiteral("down_proj"), 137})));
        QVERIFY(other.at(2).time == model.at(2).time || other.at(2).time.isValid());
    }

    void wrongTextsNameThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no JSON") << QByteArray("[") << "v";
        QTest::newRow("number") << QByteArray("[3]") << "v/0";
        QTest::newRow("neither") << QByteArray("[{\"name\":\"x\"}]") << "v/0";
        QTest::newRow("kind") << QByteArray("[{\"item\":{\"kind\":\"head\"}}]") << "v/0/item/kind";
        QTest::newRow("role") << QByteArray(
            "[{\"item\":{\"kind\":\"layer\",\"role\":\"tutor\",\"layer\":1}}]")
                              << "v/0/item/role";
        QTest::newRow("row 0") << QByteArray(
            "[{\"name\":\"s\",\"set\":[{\"kind\":\"row\",\"data\":\"d\",\"row\":0}]}]")
                               << "v/0/set/0/row";
        QTest::newRow("layer") << QByteArray(
            "[{\"item\":{\"kind\":\"layer\",\"role\":\"student\",\"layer\":1.5}}]")
                               << "v/0/item/layer";
    }
    void wrongTextsNameThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        QUndoStack undo;
        BookmarkModel model(&undo);
        model.add(cell(1, 1));
        try {
            model.fromJson(text.toStdString(), "v");
            QFAIL("no error");
        } catch (const FormatError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
        QCOMPARE(model.rowCount(), 1);
    }

    void csvHasOneLinePerItem()
    {
        QUndoStack undo;
        BookmarkModel model(&undo);
        for (const SelectionItem& item : everyKind()) {
            model.add(item);
        }
        model.setNote(2, QStringLiteral("writes \"Paris\""));
        model.addSet(QStringLiteral("mid, block"), {cell(1, 1), cell(1, 2)});
        QCOMPARE(QString::fromStdString(model.toCsv()),
                 QStringLiteral("model,layer,module,index,score,rank,note\n"
                                "pair,S2 x T3,up_proj,,,,\n"
                                "teacher,5,,,,,\n"
                                "student,2,down_proj,137,,,\"writes \"\"Paris\"\"\"\n"
                                "gsm_align,,,12,,,\n"
                                "student,4,\"up, LoRA\",,,,\n"
                                "pair,S1 x T1,up_proj,,,,\"set mid, block\"\n"
                                "pair,S1 x T2,up_proj,,,,\"set mid, block\"\n"));
    }

    void selectionJsonKeepsEveryKind()
    {
        for (const SelectionItem& item : everyKind()) {
            QVERIFY(selectionFromJson(selectionJson(item), "v") == item);
        }
        QVERIFY(isNothing(selectionFromJson(selectionJson(SelectionItem()), "v")));
    }
};

QTEST_GUILESS_MAIN(TestBookmarkModel)
#include "tst_bookmark_model.moc"
