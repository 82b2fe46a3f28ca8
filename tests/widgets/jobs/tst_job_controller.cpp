// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/jobs/job_controller.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace neurograft;

namespace {

/// Works until it is asked to stop, reporting as it goes.
JobRequest endlessJob(std::shared_ptr<std::atomic<int>> steps)
{
    return {QStringLiteral("endless"), {}, [steps](const RunContext& context) {
                for (;;) {
                    context.checkpoint({"turning", 1, 2, ++*steps, 0, "turns"});
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
            }};
}

JobRequest job(const QString& title, std::function<void(const RunContext&)> work)
{
    return {title, {}, std::move(work)};
}

} // namespace

class TestJobController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void finishesOffTheGuiThread()
    {
        JobController controller;
        QSignalSpy ended(&controller, &JobController::ended);
        QSignalSpy busy(&controller, &JobController::busyChanged);
        auto thread = std::make_shared<std::atomic<QThread*>>(nullptr);
        const JobId id =
            controller.start(job(QStringLiteral("quick"), [thread](const RunContext& context) {
                *thread = QThread::currentThread();
                context.checkpoint({"counting", 1, 1, 3, 3, "rows"});
            }));
        QVERIFY(controller.isBusy());
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(thread->load() != QThread::currentThread());
        const JobStatus* status = controller.find(id);
        QVERIFY(status != nullptr);
        QCOMPARE(status->state, JobState::Done);
        QCOMPARE(status->progress.done, std::int64_t(3)); // the last report always arrives
        QVERIFY(!controller.isBusy());
        QCOMPARE(busy.count(), 2);
    }

    void failsWithItsReason()
    {
        JobController controller;
        const JobId id = controller.start(job(QStringLiteral("bad"), [](const RunContext&) {
            throw StudyError("--tokens", "at least 4", "2");
        }));
        QTRY_COMPARE(controller.find(id)->state, JobState::Failed);
        QCOMPARE(controller.find(id)->outcome.message,
                 QStringLiteral("--tokens: expected at least 4, got 2."));
    }

    void cancelBeforeStartNeverRuns()
    {
        JobController controller;
        auto steps = std::make_shared<std::atomic<int>>(0);
        auto ran = std::make_shared<std::atomic<bool>>(false);
        const JobId first = controller.start(endlessJob(steps));
        const JobId second = controller.start(
            job(QStringLiteral("second"), [ran](const RunContext&) { *ran = true; }));
        QTRY_VERIFY(*steps > 0);
        controller.cancel(second);
        QCOMPARE(controller.find(second)->state, JobState::Cancelled);
        controller.cancel(first);
        QTRY_VERIFY(!controller.isBusy());
        QVERIFY(!ran->load());
        QVERIFY(controller.find(second)->outcome.isCanceled());
    }

    void cancelMidwayIsAcknowledgedAtOnce()
    {
        JobController controller;
        auto steps = std::make_shared<std::atomic<int>>(0);
        const JobId id = controller.start(endlessJob(steps));
        QTRY_COMPARE(controller.find(id)->state, JobState::Running);
        controller.cancel(id);
        QCOMPARE(controller.find(id)->state, JobState::Cancelling);
        QTRY_COMPARE_WITH_TIMEOUT(controller.find(id)->state, JobState::Cancelled, 2000);
        QVERIFY(controller.find(id)->outcome.isCanceled());
    }

    void aPausedJobHoldsAndGoesOn()
    {
        JobController controller;
        auto steps = std::make_shared<std::atomic<int>>(0);
        const JobId id = controller.start(endlessJob(steps));
        QTRY_COMPARE(controller.find(id)->state, JobState::Running);
        controller.pause(id);
        QCOMPARE(controller.find(id)->state, JobState::Pausing);
        QTRY_COMPARE(controller.find(id)->state, JobState::Paused);
        const int held = *steps;
        QTest::qWait(30);
        QCOMPARE(steps->load(), held);
        QVERIFY(controller.isBusy());
        controller.resume(id);
        QTRY_VERIFY(*steps > held);
        QCOMPARE(controller.find(id)->state, JobState::Running);
        controller.pause(id);
        QTRY_COMPARE(controller.find(id)->state, JobState::Paused);
        controller.cancel(id); // a held job stops, too
        QTRY_COMPARE(controller.find(id)->state, JobState::Cancelled);
    }

    void queuedJobsTakeAnotherPlace()
    {
        JobController controller;
        auto order = std::make_shared<std::vector<int>>(); // touched by the one job thread only
        auto mayEnd = std::make_shared<std::atomic<bool>>(false);
        controller.start(job(QStringLiteral("first"), [mayEnd](const RunContext&) {
            while (!mayEnd->load()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }));
        for (int i = 2; i <= 5; ++i) {
            controller.start(
                job(QString::number(i), [order, i](const RunContext&) { order->push_back(i); }));
        }
        QCOMPARE(controller.find(4)->queuePlace, 2);
        controller.moveInQueue(4, 0);
        QCOMPARE(controller.order(), (std::vector<JobId>{1, 4, 2, 3, 5}));
        QCOMPARE(controller.find(4)->queuePlace, 0);
        QCOMPARE(controller.find(3)->queuePlace, 2);
        controller.moveInQueue(2, 99); // the end
        controller.moveInQueue(1, 3); // runs: fixed
        QCOMPARE(controller.order(), (std::vector<JobId>{1, 4, 3, 5, 2}));
        controller.cancel(3);
        QCOMPARE(controller.find(2)->queuePlace, 2);
        controller.moveInQueue(2, 1); // over one that waits no more
        QCOMPARE(controller.order(), (std::vector<JobId>{1, 4, 3, 2, 5}));
        *mayEnd = true;
        QTRY_VERIFY(!controller.isBusy());
        QCOMPARE(*order, (std::vector<int>{4, 2, 5}));
    }

    void logAndResultAreKept()
    {
        JobController controller;
        const JobId id = controller.start(job(QStringLiteral("log"), [](const RunContext& context) {
            context.log(LogLevel::Info, "48 rows");
            context.stored("/runs/0001.h5");
        }));
        QTRY_VERIFY(!controller.isBusy());
        QCOMPARE(controller.log(id), QStringList{QStringLiteral("48 rows")});
        QCOMPARE(controller.find(id)->resultPath, QStringLiteral("/runs/0001.h5"));
    }

    void ownerDestroyedMidwayStopsTheWork()
    {
        auto steps = std::make_shared<std::atomic<int>>(0);
        {
            JobController controller;
            controller.start(endlessJob(steps));
            controller.start(endlessJob(steps));
            QTRY_VERIFY(*steps > 0);
        }
        const int after = *steps;
        QTest::qWait(20);
        QCOMPARE(steps->load(), after);
    }

    void jobsRunOneAtATimeInOrder()
    {
        JobController controller;
        auto order = std::make_shared<std::vector<int>>(); // touched by the one job thread only
        for (int i = 0; i < 5; ++i) {
            controller.start(
                job(QString::number(i), [order, i](const RunContext&) { order->push_back(i); }));
        }
        QTRY_VERIFY(!controller.isBusy());
        QCOMPARE(*order, (std::vector<int>{0, 1, 2, 3, 4}));
    }

    void storedFilesAreToldOnTheGuiThread()
    {
        JobController controller;
        QSignalSpy stored(&controller, &JobController::stored);
        const JobId id = controller.start(job(
            QStringLiteral("store"), [](const RunContext& context) { context.stored("/a.h5"); }));
        QTRY_COMPARE(stored.count(), 1);
        QCOMPARE(stored.at(0).at(0).toInt(), id);
        QCOMPARE(stored.at(0).at(1).toString(), QStringLiteral("/a.h5"));
    }

    void aFloodOfReportsDoesNotFloodTheGui()
    {
        JobController controller;
        QSignalSpy changed(&controller, &JobController::jobChanged);
        const JobId id =
            controller.start(job(QStringLiteral("flood"), [](const RunContext& context) {
                for (int i = 1; i <= 20000; ++i) {
                    context.checkpoint({"flood", 1, 1, i, 20000, "rows"});
                }
            }));
        QTRY_COMPARE(controller.find(id)->state, JobState::Done);
        QCOMPARE(controller.find(id)->progress.done, std::int64_t(20000));
        QVERIFY2(changed.count() < 200, qPrintable(QString::number(changed.count())));
    }
};

QTEST_GUILESS_MAIN(TestJobController)
#include "tst_job_controller.moc"
