// SPDX-License-Identifier: GPL-3.0-or-later
// Work that outlives the window: quitting with a run at hand, and going on with it later
// (ux.md 8.5).
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/settings/app_settings.h"

#include <QAbstractButton>
#include <QFileInfo>
#include <QMessageBox>
#include <QThread>
#include <QTimer>

using namespace neurograft;

class TestWindowJobs : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void aPausedRunOfAStudyGoesOnAfterTheNextStart()
    {
        openManyRows();
        const QString folder = m_driver->folder() + QStringLiteral("/paused");
        makeStudyOfThePair(folder);
        session()->run();
        QTRY_VERIFY_WITH_TIMEOUT(session()->job()->progress.done >= 2, 60000);
        const QString file = session()->resultPath();
        quitBy(QStringLiteral("Pause and quit"));
        QCOMPARE(readManifest(toPath(file)).status, std::string("partial"));

        m_driver->window().reopenLast();
        QTRY_COMPARE(m_driver->window().parts().study->name(), QStringLiteral("paused"));
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QTRY_COMPARE(session()->resultPath(), file); // as it was left
        const QString topic = topicOf(file);
        QTRY_VERIFY(row(topic) != nullptr);
        QVERIFY2(notices()->text(topic).startsWith(QStringLiteral("Run 1 was paused at ")),
                 qPrintable(notices()->text(topic)));
        QVERIFY2(notices()->text(topic).contains(QStringLiteral(" batches were done")),
                 qPrintable(notices()->text(topic)));
        press(row(topic), QStringLiteral("Resume"));
        QVERIFY(session()->isRunning());
        QVERIFY(notices()->text(topic).isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QCOMPARE(session()->resultPath(), file);
        QCOMPARE(readManifest(toPath(file)).status, std::string("complete"));
        QTRY_VERIFY(session()->figure() != nullptr);
        QTRY_COMPARE(session()->partialText(), QString());
        RunListModel* runs = m_driver->window().parts().runs;
        QTRY_VERIFY(runs->rowCount() == 1 && runs->run(0).isComplete);
        QVERIFY(m_driver->window().parts().settings->pausedJobs().isEmpty());
    }

    void aPausedRunOfAnUnsavedPairBringsThePairBack()
    {
        openManyRows();
        session()->run();
        QTRY_VERIFY_WITH_TIMEOUT(session()->job()->progress.done >= 1, 60000);
        JobController* jobs = m_driver->window().jobs();
        jobs->pause(session()->job()->id);
        QTRY_COMPARE_WITH_TIMEOUT(session()->job()->state, JobState::Paused, 10000);
        const QString file = session()->resultPath();
        quitBy(QStringLiteral("Pause and quit")); // a job that holds is left, too
        QVERIFY(m_driver->find<QWidget>("startPage")->isVisible());
        QTRY_VERIFY(row(topicOf(file)) != nullptr);
        press(row(topicOf(file)), QStringLiteral("Resume"));
        QVERIFY(session()->isRunning());
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QCOMPARE(m_driver->window().pair()->model(Role::Teacher).name(), QStringLiteral("tiny-T"));
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QCOMPARE(readManifest(toPath(file)).status, std::string("complete"));
        QCOMPARE(m_driver->window().parts().runs->folder(), QFileInfo(file).absolutePath());
        QTRY_COMPARE(session()->partialText(), QString());
    }

    void aRunThatWaitedCanBeLeft()
    {
        openTinyPair();
        startEndlessJob();
        session()->run();
        const QString file = session()->resultPath();
        quitBy(QStringLiteral("Pause and quit"));
        const QString topic = topicOf(file);
        QTRY_COMPARE(notices()->topics(), QStringList{topic}); // the endless job cannot be gone on with
        QVERIFY2(notices()->text(topic).contains(QStringLiteral("it had not begun")),
                 qPrintable(notices()->text(topic)));
        press(row(topic), QStringLiteral("Leave it"));
        QVERIFY(notices()->topics().isEmpty());
        QVERIFY(m_driver->window().parts().settings->pausedJobs().isEmpty());
    }

    void onlyWhatCanGoOnIsOfferedToPause()
    {
        openTinyPair();
        startEndlessJob();
        QStringList answers;
        auto* timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [this, timer, &answers] {
            if (auto* box = m_driver->find<QMessageBox>("quitDialog")) {
                timer->deleteLater();
                for (const QAbstractButton* button : box->buttons()) {
                    answers << button->text();
                }
                box->reject();
            }
        });
        timer->start(10);
        m_driver->window().close();
        answers.sort();
        QCOMPARE(answers,
                 (QStringList{QStringLiteral("Stay"), QStringLiteral("Stop and keep partial")}));
        QVERIFY(m_driver->window().isVisible());
        m_driver->window().jobs()->cancelAll();
        m_driver->window().close(); // it is stopping: nothing to ask
        QVERIFY(!m_driver->window().isVisible());
    }

    void aPartialRunGoesOnFromTheRunList()
    {
        openManyRows();
        session()->run();
        QTRY_VERIFY_WITH_TIMEOUT(session()->job()->progress.done >= 1, 60000);
        const QString file = session()->resultPath();
        session()->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 5000);
        RunListModel* runs = m_driver->window().parts().runs;
        QTRY_VERIFY(runs->rowCount() == 1 && !runs->run(0).isComplete);
        auto* list = m_driver->find<RunListView>("runList");
        list->select({runs->run(0).file.name});
        list->resumeSelected();
        QTRY_VERIFY(session()->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isRunning(), 60000);
        QCOMPARE(readManifest(toPath(file)).status, std::string("complete"));
        QTRY_VERIFY(runs->rowCount() == 1 && runs->run(0).isComplete);
        list->resumeSelected(); // complete: nothing to go on with
        QVERIFY(!m_driver->window().jobs()->isBusy());
    }

private:
    void openManyRows()
    {
        m_driver->openPair(QStringLiteral("tiny-T"), QStringLiteral("tiny-S"), writeManyRows(40));
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
    }
    void startEndlessJob()
    {
        m_driver->window().jobs()->start(
            {QStringLiteral("endless"), {}, [](const RunContext& context) {
                 for (;;) {
                     context.throwIfStopped();
                     QThread::msleep(5);
                 }
             }});
    }
    /// Closes the window with that answer and starts again.
    void quitBy(const QString& choice)
    {
        answer("quitDialog", choice);
        m_driver->window().close();
        QVERIFY(!m_driver->window().isVisible());
        m_driver->restart();
    }
    static QString topicOf(const QString& file) { return QStringLiteral("paused.") + file; }
    QWidget* row(const QString& topic) const
    {
        return m_driver->window().findChild<QWidget*>(QStringLiteral("notice.") + topic);
    }
    NoticeStrip* notices() const { return m_driver->find<NoticeStrip>("noticeStrip"); }
    SimilaritySession* session() const { return m_driver->window().session(); }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowJobs)
#include "tst_window_jobs.moc"
