// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/pane_switch.h"

#include <QAction>
#include <QTest>

using namespace neurograft;

class TestPaneSwitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_entry = std::make_unique<QAction>(QStringLiteral("&Mask"));
        m_entry->setCheckable(true);
        m_entry->setShortcut(Qt::Key_M);
    }

    void aSwitchLooksLikeItsEntry()
    {
        m_entry->setChecked(true);
        QAction* own = makePaneSwitch(m_entry.get(), m_entry.get());
        QVERIFY(own->isChecked());
        QCOMPARE(own->text(), QStringLiteral("&Mask"));
        m_entry->setToolTip(QStringLiteral("Show some cells (M)"));
        QCOMPARE(own->toolTip(), QStringLiteral("Show some cells (M)"));
        QVERIFY(own->shortcut().isEmpty()); // the entry has the key
    }

    void theEntryStandsForTheCurrentPane()
    {
        QAction* left = makePaneSwitch(m_entry.get(), m_entry.get());
        QAction* right = makePaneSwitch(m_entry.get(), m_entry.get());
        PaneEntry panes(m_entry.get());
        panes.setSwitch(left);
        m_entry->trigger();
        QVERIFY(left->isChecked() && !right->isChecked());
        panes.setSwitch(right);
        QVERIFY(!m_entry->isChecked());
        QVERIFY(left->isChecked()); // looking at another pane changes none
        right->trigger();
        QVERIFY(m_entry->isChecked());
        left->setChecked(false);
        QVERIFY(m_entry->isChecked() && right->isChecked());
    }

    void aPaneMayGo()
    {
        auto* left = makePaneSwitch(m_entry.get(), this);
        QAction* right = makePaneSwitch(m_entry.get(), m_entry.get());
        PaneEntry panes(m_entry.get());
        panes.setSwitch(left);
        delete left;
        m_entry->trigger();
        panes.setSwitch(right);
        QCOMPARE(m_entry->isChecked(), right->isChecked());
    }

private:
    std::unique_ptr<QAction> m_entry;
};

QTEST_MAIN(TestPaneSwitch)
#include "tst_pane_switch.moc"
