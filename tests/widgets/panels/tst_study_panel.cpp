// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_study.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/panel_section.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/panels/study_panel.h"

#include <QAction>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStringListModel>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>

using namespace neurograft;
using namespace neurograft::testing;

class TestStudyPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        for (int number = 1; number <= 3; ++number) {
            writeSampleRun(m_dir->path(), number);
        }
        m_lane = std::make_unique<QuickLane>();
        m_pair = std::make_unique<PairModel>(m_lane.get());
        m_runs = std::make_unique<RunListModel>(m_lane.get(), &m_undo);
        m_panel = std::make_unique<StudyPanel>(m_pair.get(), m_runs.get());
        m_panel->resize(m_panel->sizeHint());
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_runs->setFolder(m_dir->path());
        QTRY_COMPARE(m_runs->rowCount(), 3);
    }
    void cleanup()
    {
        m_panel.reset();
        m_runs.reset();
        m_pair.reset();
        m_lane.reset();
    }

    void emptyPlacesSayWhatToDo()
    {
        m_runs->setFolder(QString());
        QCOMPARE(button("teacher")->text(), QStringLiteral("Open teacher…"));
        QCOMPARE(button("data")->text(), QStringLiteral("Open data…"));
        auto* empty = m_panel->findChild<QLabel*>(QStringLiteral("studyPanel.runsEmpty"));
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->text(), QStringLiteral("No runs yet. What is computed here is kept here."));
        QSignalSpy wanted(m_panel.get(), &StudyPanel::modelWanted);
        QTest::keyClick(button("student"), Qt::Key_Space);
        QCOMPARE(wanted.first().first().value<Role>(), Role::Student);
    }

    void enterOpensTheCurrentRun()
    {
        QSignalSpy open(view(), &RunListView::openWanted);
        view()->select({runFileName(2)});
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(open.count(), 1);
        QCOMPARE(open.first().first().toString(), runFileName(2));
    }

    void twoSelectedRunsAreComparedOlderFirst()
    {
        QSignalSpy compare(view(), &RunListView::compareWanted);
        view()->select({runFileName(3)});
        view()->compareSelected();
        QCOMPARE(compare.count(), 0);
        view()->select({runFileName(3), runFileName(1)});
        view()->compareSelected();
        QCOMPARE(compare.first().at(0).toString(), runFileName(1));
        QCOMPARE(compare.first().at(1).toString(), runFileName(3));
    }

    void filterAndHiddenRunsAreToldInTheTitle()
    {
        auto* empty = m_panel->findChild<QLabel*>(QStringLiteral("studyPanel.runsEmpty"));
        view()->select({runFileName(2)});
        view()->toggleHidden();
        QVERIFY(hasTitle(QStringLiteral("Runs (2 of 3)")));
        QTest::keyClicks(m_panel->filterField(), QStringLiteral("nothing like it"));
        QVERIFY(hasTitle(QStringLiteral("Runs (0 of 3)")));
        QCOMPARE(empty->text(), QStringLiteral("No row matches."));
        m_panel->filterField()->clear();
        QVERIFY(view()->isVisible());
    }

    void f2EditsTheNote()
    {
        view()->select({runFileName(2)});
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_F2);
        auto* editor = view()->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("the good one"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(m_runs->note(runFileName(2)), QStringLiteral("the good one"));
    }

    void tagsAreTypedForAllSelectedRuns()
    {
        view()->select({runFileName(1), runFileName(2)});
        answer<QInputDialog>([](QInputDialog* dialog) {
            dialog->setTextValue(QStringLiteral("paper, seed"));
            dialog->accept();
        });
        view()->editTags();
        QCOMPARE(m_runs->tags(runFileName(1)),
                 (QStringList{QStringLiteral("paper"), QStringLiteral("seed")}));
        QCOMPARE(m_runs->tags(runFileName(2)).size(), 2);
    }

    void deletingAsksAndKeepsInTheTrash()
    {
        view()->select({runFileName(1)});
        answer<QMessageBox>([](QMessageBox* box) { box->buttons().at(1)->click(); }); // Keep
        view()->deleteSelected();
        QVERIFY(QFile::exists(m_dir->filePath(runFileName(1))));
        answer<QMessageBox>([](QMessageBox* box) {
            QVERIFY(box->informativeText().contains(QStringLiteral("30 days")));
            for (QAbstractButton* choice : box->buttons()) {
                if (choice->text() == QStringLiteral("Delete")) {
                    choice->click();
                }
            }
        });
        view()->deleteSelected();
        QTRY_COMPARE(m_runs->rowCount(), 2);
        QCOMPARE(QDir(m_dir->filePath(QStringLiteral(".trash"))).entryList(QDir::Files).size(), 1);
    }

    void menuOffersWhatTheSelectionAllows()
    {
        view()->select({runFileName(1), runFileName(2)});
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5),
                                view()->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(view(), &event);
        auto* menu = view()->findChild<QMenu*>(QStringLiteral("runList.menu"));
        QVERIFY(menu != nullptr && menu->isVisible());
        QStringList enabled;
        for (const QAction* action : menu->actions()) {
            if (!action->isSeparator() && action->isEnabled()) {
                enabled << QString(action->text()).remove(QLatin1Char('&'));
            }
        }
        QCOMPARE(enabled,
                 (QStringList{QStringLiteral("Compare two runs…"), QStringLiteral("Tags…"),
                              QStringLiteral("Hide"), QStringLiteral("Show hidden runs"),
                              QStringLiteral("Delete…")}));
        menu->close();
    }

    void listsMadeElsewhereAreShownWithTheirNumber()
    {
        QStringListModel figures({QStringLiteral("fig1"), QStringLiteral("fig2")});
        QAction keep(QStringLiteral("Export figure…"));
        m_panel->setFiguresModel(&figures, &keep);
        QVERIFY(hasTitle(QStringLiteral("Figures (2)")));
        QTRY_VERIFY(m_panel->figures()->isVisible());
        QSignalSpy activated(m_panel.get(), &StudyPanel::figureActivated);
        m_panel->figures()->setCurrentIndex(figures.index(1));
        QTest::keyClick(m_panel->figures(), Qt::Key_Return);
        QCOMPARE(activated.first().first().toModelIndex().data().toString(),
                 QStringLiteral("fig2"));
        QStringListModel marks;
        auto* list = new QListView;
        list->setModel(&marks);
        PanelSection* section = m_panel->addSection(QStringLiteral("Bookmarks"), list, &marks);
        QVERIFY(hasTitle(QStringLiteral("Bookmarks")));
        marks.setStringList({QStringLiteral("S L2")});
        QVERIFY(hasTitle(QStringLiteral("Bookmarks (1)")));
        section->setOpen(false);
        QVERIFY(!list->isVisible());
        m_panel.reset(); // before the models of this test
    }

    void withoutFiguresOneIsOffered()
    {
        QStringListModel figures;
        QAction keep(QStringLiteral("Export figure…"));
        keep.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
        m_panel->setFiguresModel(&figures, &keep);
        auto* text = m_panel->findChild<QLabel*>(QStringLiteral("studyPanel.figuresEmpty"));
        auto* offer = m_panel->findChild<QToolButton*>(QStringLiteral("studyPanel.exportFigure"));
        QTRY_VERIFY(text->isVisible() && offer->isVisible());
        QCOMPARE(text->text(), QStringLiteral("Keep a view as a figure with Ctrl+E."));
        keep.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_J)); // keys can be changed
        QCOMPARE(text->text(), QStringLiteral("Keep a view as a figure with Ctrl+J."));
        QSignalSpy asked(&keep, &QAction::triggered);
        QTest::keyClick(offer, Qt::Key_Space);
        QCOMPARE(asked.count(), 1);
        keep.setEnabled(false);
        QVERIFY(!offer->isEnabled());
        figures.setStringList({QStringLiteral("fig1")});
        QVERIFY(!text->isVisible() && m_panel->figures()->isVisible());
        m_panel.reset(); // before the models of this test
    }

private:
    RunListView* view() const { return m_panel->runs(); }
    QPushButton* button(const char* name) const
    {
        return m_panel->findChild<QPushButton*>(QStringLiteral("studyPanel.")
                                                + QLatin1String(name));
    }
    bool hasTitle(const QString& title) const
    {
        for (const auto* label : m_panel->findChildren<QToolButton*>()) {
            if (label->text() == title) {
                return true;
            }
        }
        return false;
    }
    /// Answers the next dialog of that kind.
    template <class Dialog> void answer(const std::function<void(Dialog*)>& what)
    {
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [timer, what] {
            if (auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget())) {
                timer->deleteLater();
                what(dialog);
            }
        });
        timer->start(10);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QuickLane> m_lane;
    QUndoStack m_undo;
    std::unique_ptr<PairModel> m_pair;
    std::unique_ptr<RunListModel> m_runs;
    std::unique_ptr<StudyPanel> m_panel;
};

QTEST_MAIN(TestStudyPanel)
#include "tst_study_panel.moc"
