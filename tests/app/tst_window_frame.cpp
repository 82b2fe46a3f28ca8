// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of the window: menus, workspaces, docks and their places, going to things by name, the
// keyboard.
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "support/window_test.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/settings/app_settings.h"

#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>

using namespace neurograft;

namespace {

/// "Open recent" of "Open r&ecent", "Open…" as it is.
QString plain(const QString& text)
{
    return QString(text).remove(QLatin1Char('&'));
}

/// The entries of one line of ux.md 8.1, with what stands in brackets left out.
QStringList entriesOf(QString line)
{
    static const QRegularExpression kBrackets(QStringLiteral(" *\\([^()]*\\)"));
    line.remove(QStringLiteral("**")).remove(kBrackets);
    line.replace(QStringLiteral(" — "), QStringLiteral(", "));
    QStringList entries;
    for (QString entry : line.split(QStringLiteral(", "))) {
        entry = entry.remove(QStringLiteral(" ▸")).trimmed();
        const QStringList pair = entry.split(QLatin1Char('/')); // "Next/Previous module"
        if (pair.size() == 2 && pair[0] == QStringLiteral("Next")) {
            const QString what = pair[1].section(QLatin1Char(' '), 1);
            entries << QStringLiteral("Next ") + what << QStringLiteral("Previous ") + what;
        } else {
            entries << entry;
        }
    }
    return entries;
}

} // namespace

class TestWindowFrame : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void everyMenuHoldsWhatTheSpecificationNames()
    {
        QFile file(QStringLiteral(NEUROGRAFT_SHARED "/ux.md"));
        if (!file.open(QIODevice::ReadOnly)) {
            QSKIP("The shared specification is not here.");
        }
        const QString text = QString::fromUtf8(file.readAll());
        const QString section = text.mid(text.indexOf(QStringLiteral("### 8.1 Menus")))
                                    .section(QStringLiteral("\n### "), 0, 0);
        // Named by what they run or hold; the list itself is looked at elsewhere.
        const QStringList described{QStringLiteral("Run in this workspace"),
                                    QStringLiteral("a tick per dock")};
        int menus = 0;
        for (const QString& line : section.split(QLatin1Char('\n'))) {
            if (!line.startsWith(QStringLiteral("- **"))) {
                continue;
            }
            const QString title = line.mid(4).section(QStringLiteral("**"), 0, 0);
            const QStringList shown = textsOf(title);
            QVERIFY2(!shown.isEmpty(), qPrintable(title));
            ++menus;
            for (const QString& entry : entriesOf(line.section(QStringLiteral("**: "), 1))) {
                if (!described.contains(entry)) {
                    QVERIFY2(shown.contains(entry),
                             qPrintable(QStringLiteral("%1: %2").arg(title, entry)));
                }
            }
        }
        QCOMPARE(menus, 11);
    }

    void aDisabledEntrySaysWhy()
    {
        const WindowActions* actions = m_driver->window().parts().actions;
        int disabled = 0;
        for (const QAction* action : actions->all()) {
            const QString obstacle = actions->obstacle(action);
            QVERIFY2(action->isEnabled() == obstacle.isEmpty(), qPrintable(action->objectName()));
            if (!action->isEnabled()) {
                ++disabled;
                QVERIFY2(obstacle.endsWith(QLatin1Char('.')), qPrintable(obstacle));
                QVERIFY2(action->toolTip().endsWith(obstacle), qPrintable(action->toolTip()));
                QCOMPARE(action->statusTip(), obstacle);
            }
        }
        QVERIFY(disabled > 0);
        QCOMPARE(actions->obstacle(actions->find("edit.undo")), QStringLiteral("Nothing to undo."));
    }

    void keysAreUniqueAndShownInTheTip()
    {
        QMap<QString, QString> owners;
        for (const QAction* action : m_driver->window().parts().actions->all()) {
            for (const QKeySequence& key : action->shortcuts()) {
                const QString name = key.toString();
                QVERIFY2(!name.isEmpty(), qPrintable(action->objectName()));
                QVERIFY2(!owners.contains(name),
                         qPrintable(QStringLiteral("%1: %2, %3")
                                        .arg(name, action->objectName(), owners.value(name))));
                owners.insert(name, action->objectName());
            }
            if (!action->shortcut().isEmpty()) {
                QVERIFY(action->toolTip().contains(
                    action->shortcut().toString(QKeySequence::NativeText)));
            }
        }
        QVERIFY(owners.size() > 50);
    }

    void workspacesComeByKey_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("button");
        const auto row = [](const char* name, int key, const char* page) {
            QTest::newRow(name) << key << QString::fromLatin1(page)
                                << QStringLiteral("workspaceBar.") + QLatin1String(name);
        };
        row("compare", Qt::Key_1, "startPage"); // nothing is open
        row("neurons", Qt::Key_2, "neuronsView");
        row("transfer", Qt::Key_3, "transferView");
        row("evaluate", Qt::Key_4, "evaluateView");
        row("figures", Qt::Key_5, "figuresView");
    }
    void workspacesComeByKey()
    {
        QFETCH(int, key);
        QFETCH(QString, page);
        QFETCH(QString, button);
        QTest::keyClick(&m_driver->window(), Qt::Key_5, Qt::ControlModifier);
        QTest::keyClick(&m_driver->window(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        auto* shown = m_driver->find<QWidget>(page.toLatin1().constData());
        QVERIFY2(shown != nullptr && shown->isVisible(), qPrintable(page));
        const auto buttons = m_driver->find<QFrame>("workspaceBar")->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 5);
        for (const QToolButton* candidate : buttons) {
            QCOMPARE(candidate->isChecked(), candidate->objectName() == button);
        }
    }

    void anEmptyDockIsNeverShown()
    {
        openTinyPair();
        for (const Workspace workspace : kWorkspaces) {
            pages()->setCurrent(workspace);
            for (const Dock* dock : docks()->all()) {
                QVERIFY2(dock->hasContent() || dock->isHidden(), qPrintable(dock->objectName()));
            }
        }
        pages()->setCurrent(Workspace::Compare);
        QVERIFY(docks()->jobs()->isVisible());
        QVERIFY(docks()->history()->hasContent() && docks()->history()->isHidden());
    }

    void theStartPageHasNoDocks()
    {
        for (const Dock* dock : docks()->all()) {
            QVERIFY2(dock->isHidden(), qPrintable(dock->objectName()));
        }
        QAction* jobs = action("window.jobs");
        QVERIFY(!jobs->isEnabled());
        openTinyPair();
        QVERIFY(docks()->jobs()->isVisible());
        QVERIFY(jobs->isEnabled() && jobs->isChecked());
        m_driver->trigger("action.file.closeStudy");
        QVERIFY(docks()->jobs()->isHidden());
    }

    void eachWorkspaceKeepsItsOwnLayoutAlsoOverARestart()
    {
        openTinyPair();
        m_driver->trigger("action.window.jobs"); // away in Compare
        QVERIFY(docks()->jobs()->isHidden());
        pages()->setCurrent(Workspace::Figures);
        m_driver->trigger("action.window.history"); // there in Figures
        QVERIFY(docks()->history()->isVisible());
        pages()->setCurrent(Workspace::Compare);
        QVERIFY(docks()->jobs()->isHidden() && docks()->history()->isHidden());

        m_driver->restart();
        openTinyPair();
        QVERIFY(docks()->jobs()->isHidden() && docks()->history()->isHidden());
        pages()->setCurrent(Workspace::Figures);
        QVERIFY(docks()->history()->isVisible());
        m_driver->trigger("action.window.resetLayout");
        QVERIFY(docks()->history()->isHidden());
        pages()->setCurrent(Workspace::Compare);
        QVERIFY(docks()->jobs()->isHidden()); // only Figures was reset
        m_driver->trigger("action.window.resetLayout");
        QVERIFY(docks()->jobs()->isVisible());
    }

    void aBrokenLayoutIsLeftAlone()
    {
        m_driver->window().parts().settings->setLayout(QStringLiteral("compare"), "nonsense");
        m_driver->restart();
        m_driver->window().parts().settings->setLayout(QStringLiteral("compare"), "nonsense");
        openTinyPair();
        QVERIFY(docks()->jobs()->isVisible());
    }

    void aDockBeyondTheScreensComesBack()
    {
        openTinyPair();
        Dock* jobs = docks()->jobs();
        jobs->setFloating(true);
        jobs->move(30000, 30000);
        pages()->setCurrent(Workspace::Figures);
        pages()->setCurrent(Workspace::Compare);
        QVERIFY(jobs->isVisible());
        const QRect screen = m_driver->window().screen()->geometry();
        QVERIFY(!jobs->isFloating() || screen.intersects(jobs->frameGeometry()));
    }

    void undoTakesBackMaskAndSelection()
    {
        openTinyPair();
        m_driver->runToEnd();
        QTest::keyClick(&m_driver->window(), Qt::Key_M);
        HeatmapPlot* up = m_driver->map(QStringLiteral("up_proj"));
        QCOMPARE(up->boxLines().size(), 2);
        QVERIFY(action("edit.undo")->toolTip().startsWith(QStringLiteral("Undo: Mask on")));
        QTest::keyClick(&m_driver->window(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!action("view.mask")->isChecked());
        QCOMPARE(up->boxLines().size(), 1);
        QTest::keyClick(&m_driver->window(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(action("view.mask")->isChecked());

        SelectionModel* selection = m_driver->window().parts().selection;
        selection->select(LayerItem{Role::Student, 1});
        selection->select(LayerItem{Role::Teacher, 2});
        QTest::keyClick(&m_driver->window(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(goToText(selection->primary()), QStringLiteral("S L1"));
        QTest::keyClick(&m_driver->window(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(goToText(selection->primary()), QStringLiteral("T L2"));
    }

    void namesLeadToWhatTheyName()
    {
        openTinyPair();
        SelectionModel* selection = m_driver->window().parts().selection;
        pages()->setCurrent(Workspace::Figures);
        typeInBox(QStringLiteral("up S L2 x T L3"));
        QTest::keyClick(box(), Qt::Key_Return);
        QCOMPARE(goToText(selection->primary()), QStringLiteral("up S L2 x T L3"));
        QCOMPARE(pages()->current(), Workspace::Compare);
        QVERIFY(!list()->isVisible());
        QCOMPARE(box()->text(), QString());

        typeInBox(QStringLiteral("T L41"));
        QCOMPARE(list()->topLevelItem(1)->text(0),
                 QStringLiteral("Layer 41 does not exist; this teacher has 0–5."));
        QTest::keyClick(box(), Qt::Key_Return);
        QVERIFY(list()->isVisible()); // the answer stays
        QTest::keyClick(box(), Qt::Key_Escape);
        QVERIFY(!list()->isVisible());
        QVERIFY(!box()->hasFocus());
    }

    void actionsAreFoundByTheirWords()
    {
        openTinyPair();
        typeInBox(QStringLiteral(">transp"));
        QCOMPARE(list()->topLevelItem(0)->text(0), QStringLiteral("Actions"));
        QCOMPARE(list()->currentItem()->text(0), QStringLiteral("View: Transpose"));
        QCOMPARE(list()->currentItem()->text(1), QStringLiteral("X"));
        QTest::keyClick(box(), Qt::Key_Return);
        QVERIFY(action("view.transpose")->isChecked());

        typeInBox(QStringLiteral("export figure"));
        QCOMPARE(list()->currentItem()->text(1),
                 QStringLiteral("There are no maps yet: run similarity."));
        QTest::keyClick(box(), Qt::Key_Return);
        QVERIFY(m_driver->find<QDialog>("exportDialog") == nullptr);
    }

    void singleKeysAreTextInTextFields()
    {
        openTinyPair();
        typeInBox(QStringLiteral("lmx0"));
        QCOMPARE(box()->text(), QStringLiteral("lmx0"));
        QVERIFY(action("view.lock")->isChecked());
        QVERIFY(!action("view.mask")->isChecked() && !action("view.transpose")->isChecked());
    }

    void tabWalksThroughEverythingInReadingOrder()
    {
        auto* first = m_driver->find<QWidget>("startPage.openDemoButton");
        QTRY_COMPARE(QApplication::focusWidget(), first);
        QStringList names;
        QWidget* now = first;
        for (int step = 0; step < 60; ++step) {
            names << now->objectName();
            QTest::keyClick(now, Qt::Key_Tab);
            now = QApplication::focusWidget();
            QVERIFY(now != nullptr && now->isVisible());
            if (now == first) {
                break;
            }
        }
        QCOMPARE(now, first); // no dead end
        QStringList order;
        for (const char* name :
             {"startPage.openDemoButton", "startPage.openPairButton", "status.offline",
              "pairBar.teacherSlot", "pairBar.studentSlot", "pairBar.dataSlot",
              "workspaceBar.compare", "workspaceBar.figures", "gotoBox"}) {
            order << QString::fromLatin1(name);
        }
        QStringList walked;
        for (const QString& name : names) {
            if (order.contains(name)) {
                walked << name;
            }
        }
        QCOMPARE(walked.join(u' '), order.join(u' '));
    }

    void f6WalksFromTheCentreThroughTheDocks()
    {
        openTinyPair();
        docks()->reveal(docks()->history());
        QTest::qWait(0);
        QStringList places;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&m_driver->window(), Qt::Key_F6);
            const Dock* dock = docks()->focused();
            places << (dock != nullptr ? dock->objectName() : QStringLiteral("centre"));
        }
        QVERIFY2(places.contains(QStringLiteral("historyDock")), qPrintable(places.join(u' ')));
        QVERIFY2(places.contains(QStringLiteral("jobsDock")), qPrintable(places.join(u' ')));
        QVERIFY2(places.contains(QStringLiteral("centre")), qPrintable(places.join(u' ')));
        QTest::keyClick(&m_driver->window(), Qt::Key_F6, Qt::ShiftModifier);
        const Dock* dock = docks()->focused();
        QCOMPARE(dock != nullptr ? dock->objectName() : QStringLiteral("centre"), places[6]);
    }

    void fullViewLeavesTheCentreAlone()
    {
        openTinyPair();
        QTest::keyClick(&m_driver->window(), Qt::Key_F11);
        QVERIFY(m_driver->window().isFullScreen());
        QVERIFY(!m_driver->window().menuBar()->isVisible());
        QVERIFY(docks()->jobs()->isHidden());
        QVERIFY(m_driver->find<QWidget>("similarityView")->isVisible());
        QTest::keyClick(&m_driver->window(), Qt::Key_F11); // keys work without the menu bar
        QVERIFY(!m_driver->window().isFullScreen());
        QVERIFY(m_driver->window().menuBar()->isVisible());
        QVERIFY(docks()->jobs()->isVisible());
    }

    void theInterfaceGrowsAndIsRemembered()
    {
        const double normal = QApplication::font().pointSizeF();
        QTest::keyClick(&m_driver->window(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(&m_driver->window(), Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(qAbs(QApplication::font().pointSizeF() / normal - 1.2) < 0.01);
        m_driver->restart();
        QVERIFY(qAbs(QApplication::font().pointSizeF() / normal - 1.2) < 0.01);
        QTest::keyClick(&m_driver->window(), Qt::Key_0, Qt::ControlModifier);
        QVERIFY(qAbs(QApplication::font().pointSizeF() / normal - 1.0) < 0.01);
    }

private:
    WindowDocks* docks() const { return m_driver->window().parts().docks; }
    WorkspacePages* pages() const { return m_driver->window().parts().pages; }
    QAction* action(const char* name) const
    {
        return m_driver->window().parts().actions->find(name);
    }
    GoToBox* box() const { return m_driver->window().parts().goTo; }
    QTreeWidget* list() const { return m_driver->find<QTreeWidget>("gotoBox.list"); }
    void typeInBox(const QString& text)
    {
        QTest::keyClick(&m_driver->window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(box()->hasFocus());
        QTest::keyClicks(box(), text);
        QVERIFY(list()->isVisible());
    }
    /// Texts of a menu of the bar and of its submenus' titles.
    QStringList textsOf(const QString& title) const
    {
        QStringList texts;
        for (const QAction* entry : m_driver->window().menuBar()->actions()) {
            if (plain(entry->text()) == title) {
                for (const QAction* line : entry->menu()->actions()) {
                    texts << plain(line->text());
                }
            }
        }
        return texts;
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowFrame)
#include "tst_window_frame.moc"
