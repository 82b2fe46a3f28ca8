// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/history_panel.h"
#include "widgets/models/selection_model.h"

#include <QListWidget>
#include <QTest>
#include <QUndoStack>
#include <QUndoView>

using namespace neurograft;

class TestHistoryPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasLookedAtIsGoneBackTo()
    {
        QUndoStack undo;
        SelectionModel selection(&undo);
        HistoryPanel panel(&undo, &selection);
        const auto* trail = panel.findChild<QListWidget*>(QStringLiteral("historyDock.trail"));
        for (int layer = 0; layer < 3; ++layer) {
            selection.select(LayerItem{Role::Student, layer});
        }
        QCOMPARE(trail->count(), 3);
        QCOMPARE(trail->item(0)->text(), QStringLiteral("S L2")); // newest on top
        QCOMPARE(trail->currentRow(), 0);
        Q_EMIT const_cast<QListWidget*>(trail)->itemActivated(trail->item(2));
        QCOMPARE(goToText(selection.primary()), QStringLiteral("S L0"));
        QCOMPARE(trail->count(), 3); // walking makes no new way
        QCOMPARE(trail->currentRow(), 2);
        selection.goForward();
        QCOMPARE(goToText(selection.primary()), QStringLiteral("S L1"));
        QCOMPARE(trail->currentRow(), 1);
    }

    void changesAreListedAndGoneBackTo()
    {
        QUndoStack undo;
        SelectionModel selection(&undo);
        HistoryPanel panel(&undo, &selection);
        selection.select(LayerItem{Role::Teacher, 4});
        selection.pin();
        auto* changes = panel.findChild<QUndoView*>(QStringLiteral("historyDock.undo"));
        QCOMPARE(changes->model()->rowCount(), 3); // as opened, and two changes
        QCOMPARE(changes->model()->index(2, 0).data().toString(), QStringLiteral("Pin T L4 as A"));
        changes->setCurrentIndex(changes->model()->index(1, 0));
        QVERIFY(isNothing(selection.pinned()));
        QCOMPARE(goToText(selection.primary()), QStringLiteral("T L4"));
    }
};

QTEST_MAIN(TestHistoryPanel)
#include "tst_history_panel.moc"
