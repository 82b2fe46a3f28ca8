// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/view_undo.h"

#include <QAction>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

class TestViewUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSwitchGoesBackAndForward()
    {
        QUndoStack stack;
        ViewUndo undo(&stack);
        QAction mask(QStringLiteral("&Mask"), nullptr);
        mask.setCheckable(true);
        undo.watch(&mask);
        mask.setChecked(true);
        QCOMPARE(stack.count(), 1);
        QCOMPARE(stack.undoText(), QStringLiteral("Mask on"));
        stack.undo();
        QVERIFY(!mask.isChecked());
        QCOMPARE(stack.count(), 1); // replaying records nothing
        stack.redo();
        QVERIFY(mask.isChecked());
    }

    void stepsOfOneKindMerge()
    {
        QUndoStack stack;
        ViewUndo undo(&stack);
        int zoom = 1;
        for (int step = 0; step < 3; ++step) {
            const int before = zoom;
            const int after = ++zoom;
            undo.record(
                QStringLiteral("Zoom"), [&zoom, before] { zoom = before; },
                [&zoom, after] { zoom = after; }, QStringLiteral("zoom"));
        }
        QCOMPARE(stack.count(), 1);
        stack.undo();
        QCOMPARE(zoom, 1);
        stack.redo();
        QCOMPARE(zoom, 4);
    }

    void anotherKindIsAChangeOfItsOwn()
    {
        QUndoStack stack;
        ViewUndo undo(&stack);
        const auto nothing = [] {};
        undo.record(QStringLiteral("Zoom"), nothing, nothing, QStringLiteral("zoom"));
        undo.record(QStringLiteral("Range"), nothing, nothing, QStringLiteral("range"));
        undo.record(QStringLiteral("One"), nothing, nothing);
        undo.record(QStringLiteral("Two"), nothing, nothing);
        QCOMPARE(stack.count(), 4);
    }
};

QTEST_MAIN(TestViewUndo)
#include "tst_view_undo.moc"
