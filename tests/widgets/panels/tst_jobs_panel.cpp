// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_controller.h"
#include "widgets/models/job_list_model.h"
#include "widgets/panels/jobs_panel.h"

#include <QDragEnterEvent>
#include <QDragMoveEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <atomic>
#include <memory>
#include <thread>

using namespace neurograft;

/// One job runs until it is let go; a, b and c wait behind it.
class TestJobsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
        m_controller = std::make_unique<JobController>();
        m_panel = std::make_unique<JobsPanel>(m_controller.get());
        m_panel->resize(700, 300);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_controller->start({QStringLiteral("runs"), {}, [](const RunContext& context) {
                                 for (;;) {
                                     context.throwIfStopped();
                                     std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                 }
                             }});
        QTRY_COMPARE(m_controller->find(1)->state, JobState::Running);
        for (const char* name : {"a", "b", "c"}) {
            m_controller->start({QLatin1String(name), {}, [](const RunContext&) {}});
        }
        QCOMPARE(shown(), QStringLiteral("c b a runs"));
    }
    void cleanup()
    {
        m_panel.reset();
        m_controller.reset();
    }

    void altAndArrowsMoveAQueuedJob()
    {
        list()->setFocus();
        list()->setCurrentIndex(row(2)); // a
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(shown(), QStringLiteral("c a b runs"));
        QCOMPARE(list()->currentIndex().data().toString(), QStringLiteral("a"));
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier); // the end
        QCOMPARE(shown(), QStringLiteral("a c b runs"));
        QTest::keyClick(list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(shown(), QStringLiteral("c a b runs"));
        QCOMPARE(queue(), QStringLiteral("b a c"));
    }

    void theRunningJobIsFixed()
    {
        list()->setFocus();
        list()->setCurrentIndex(row(3));
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(shown(), QStringLiteral("c b a runs"));
        QVERIFY(!(list()->model()->flags(row(3)) & Qt::ItemIsDragEnabled));
    }

    void aQueuedJobIsDraggedWithItsButtons()
    {
        QWidget* buttons = list()->indexWidget(row(0).siblingAtColumn(JobListModel::Buttons));
        QVERIFY(buttons != nullptr);
        drag(row(0), list()->visualRect(row(2)).bottomLeft() + QPoint(8, 0)); // c below a
        QCOMPARE(shown(), QStringLiteral("b a c runs"));
        QCOMPARE(queue(), QStringLiteral("c a b"));
        QCOMPARE(list()->indexWidget(row(2).siblingAtColumn(JobListModel::Buttons)), buttons);
        buttons->findChild<QToolButton*>(QStringLiteral("jobList.cancel"))->click();
        QCOMPARE(m_controller->find(4)->state, JobState::Cancelled);
    }

    void droppedBelowTheRunningJobItIsTheNext()
    {
        drag(row(1), list()->visualRect(row(3)).bottomLeft() + QPoint(8, 0));
        QCOMPARE(shown(), QStringLiteral("c a b runs"));
        m_controller->cancel(1);
        QTRY_VERIFY(!m_controller->isBusy());
        QCOMPARE(shown(), QStringLiteral("c a b runs")); // ended in this order from below
    }

private:
    QTreeView* list() const { return m_panel->findChild<QTreeView*>(QStringLiteral("jobList")); }
    QModelIndex row(int row) const { return list()->model()->index(row, 0); }
    /// Titles from above.
    QString shown() const
    {
        QStringList titles;
        for (int i = 0; i < list()->model()->rowCount(); ++i) {
            titles << row(i).data().toString();
        }
        return titles.join(QLatin1Char(' '));
    }
    /// Titles in the order in which they will run.
    QString queue() const
    {
        QStringList titles;
        for (const JobId id : m_controller->order()) {
            if (m_controller->find(id)->state == JobState::Queued) {
                titles << m_controller->find(id)->title;
            }
        }
        return titles.join(QLatin1Char(' '));
    }
    /// What the view does once the platform has begun a drag of that row.
    void drag(const QModelIndex& from, const QPoint& to)
    {
        const std::unique_ptr<QMimeData> data(list()->model()->mimeData({from}));
        QWidget* target = list()->viewport();
        QDragEnterEvent enter(to, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QDragMoveEvent move(to, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &move);
        QVERIFY(move.isAccepted());
        QDropEvent let(to, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &let);
        QVERIFY(let.isAccepted());
    }

    std::unique_ptr<JobController> m_controller;
    std::unique_ptr<JobsPanel> m_panel;
};

QTEST_MAIN(TestJobsPanel)
#include "tst_jobs_panel.moc"
