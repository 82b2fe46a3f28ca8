// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/workspace_pages.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace neurograft;

class TestWorkspacePages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStartPageStandsForCompareWhileNothingIsOpen()
    {
        WorkspacePages pages(new QLabel(QStringLiteral("start")));
        auto* compare = new QLabel(QStringLiteral("compare"));
        auto* figures = new QLabel(QStringLiteral("figures"));
        pages.setPage(Workspace::Compare, compare);
        pages.setPage(Workspace::Figures, figures);
        QSignalSpy changed(&pages, &WorkspacePages::pageChanged);
        QVERIFY(pages.isStartShown());
        pages.setCurrent(Workspace::Figures);
        QCOMPARE(pages.currentWidget(), figures);
        QCOMPARE(changed.count(), 1);
        pages.setOpen(true);
        QCOMPARE(changed.count(), 1); // another page is not touched by it
        pages.setCurrent(Workspace::Compare);
        QCOMPARE(pages.currentWidget(), compare);
        pages.setOpen(false);
        QVERIFY(pages.isStartShown());
        QCOMPARE(changed.count(), 3);
    }

    void everyWorkspaceHasAWordAndATitle()
    {
        QStringList words;
        for (const Workspace workspace : kWorkspaces) {
            words << workspaceWord(workspace);
            QCOMPARE(workspaceTitle(workspace).toLower(), workspaceWord(workspace));
        }
        QCOMPARE(words.join(u' '), QStringLiteral("compare neurons transfer evaluate figures"));
    }
};

QTEST_MAIN(TestWorkspacePages)
#include "tst_workspace_pages.moc"
