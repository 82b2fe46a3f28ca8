// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_model.h"

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

namespace neurograft {

namespace {

SelectionItem cell(int student, int teacher)
{
    return CellItem{QStringLiteral("up_proj"), student, teacher};
}

SelectionItem layer(int index)
{
    return LayerItem{Role::Student, index};
}

} // namespace

class SelectionModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goToTextNamesEveryKind_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0 << QString();
        QTest::newRow("cell") << 1 << QStringLiteral("up S L17 x T L21");
        QTest::newRow("layer") << 2 << QStringLiteral("S L17");
        QTest::newRow("FFN neuron") << 3 << QStringLiteral("T L17 down 4213");
        QTest::newRow("attention neuron") << 4 << QStringLiteral("S L2 o 12");
        QTest::newRow("data row") << 5 << QStringLiteral("item gsm_align 12");
    }
    void goToTextNamesEveryKind()
    {
        const SelectionItem items[] = {
            SelectionItem(),
            cell(17, 21),
            layer(17),
            NeuronItem{Role::Teacher, 17, QStringLiteral("down_proj"), 4213},
            NeuronItem{Role::Student, 2, QStringLiteral("o_proj"), 12},
            RowItem{QStringLiteral("gsm_align"), 12}};
        QFETCH(int, row);
        QTEST(goToText(items[row]), "text");
    }

    void selectingMovesThePrimaryAndKeepsTheSet()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.setSet({cell(0, 0), cell(0, 1)});
        QSignalSpy primary(&model, &SelectionModel::primaryChanged);
        QSignalSpy set(&model, &SelectionModel::setChanged);
        model.select(cell(1, 2));
        model.select(cell(1, 2));
        QCOMPARE(primary.size(), 1);
        QCOMPARE(set.size(), 0);
        QCOMPARE(model.set().size(), std::size_t(2));
        QCOMPARE(goToText(model.primary()), QStringLiteral("up S L1 x T L2"));
    }

    void escapeClearsTheSetAndNeverThePrimary()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.toggleInSet(cell(1, 1));
        model.toggleInSet(cell(2, 2));
        model.clearSet();
        QVERIFY(model.set().empty());
        QCOMPARE(goToText(model.primary()), QStringLiteral("up S L2 x T L2"));
    }

    void setHoldsOneKind()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.toggleInSet(cell(1, 1));
        model.toggleInSet(layer(3));
        QCOMPARE(model.set().size(), std::size_t(1));
        QVERIFY(model.isInSet(layer(3)));
        model.toggleInSet(layer(3));
        QVERIFY(model.set().empty());
    }

    void walkingStopsAtTheEnds()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.setSet({layer(1), layer(5), layer(9)});
        model.walkSet(1);
        QVERIFY(model.primary() == layer(1));
        model.walkSet(1);
        model.walkSet(1);
        model.walkSet(1);
        QVERIFY(model.primary() == layer(9));
        model.walkSet(-1);
        QVERIFY(model.primary() == layer(5));
    }

    void undoAndRedoRestoreSetPrimaryAndPin()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.select(cell(1, 1));
        model.pin();
        model.setSet({cell(0, 0)}, QStringLiteral("mid block"));
        QCOMPARE(undo.undoText(), QStringLiteral("Set mid block"));
        undo.undo();
        QVERIFY(model.set().empty());
        undo.undo();
        QVERIFY(isNothing(model.pinned()));
        undo.redo();
        undo.redo();
        QVERIFY(model.pinned() == cell(1, 1));
        QCOMPARE(model.setName(), QStringLiteral("mid block"));
    }

    void oneHeldArrowKeyIsOneUndoStep()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        for (int i = 0; i < 10; ++i) {
            model.select(layer(i));
        }
        QCOMPARE(undo.count(), 1);
        undo.undo();
        QVERIFY(isNothing(model.primary()));
    }

    void backAndForwardWalkTheTrail()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.select(layer(1));
        model.select(layer(2));
        model.select(layer(3));
        QVERIFY(!model.canGoForward());
        model.goBack();
        model.goBack();
        QVERIFY(model.primary() == layer(1));
        QVERIFY(!model.canGoBack());
        model.goForward();
        QVERIFY(model.primary() == layer(2));
        model.select(layer(7)); // a new way
        QVERIFY(!model.canGoForward());
        model.goBack();
        QVERIFY(model.primary() == layer(2));
    }

    void resetLeavesNothingToUndo()
    {
        QUndoStack undo;
        SelectionModel model(&undo);
        model.select(layer(1));
        model.reset();
        QVERIFY(isNothing(model.primary()));
        QVERIFY(!undo.canUndo());
        QVERIFY(!model.canGoBack());
    }
};

} // namespace neurograft

QTEST_MAIN(neurograft::SelectionModelTest)
#include "tst_selection_model.moc"
