// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/followed_job.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace neurograft;

namespace {

JobRequest jobThat(std::function<void(const RunContext&)> work)
{
    return {QStringLiteral("job"), {}, std::move(work)};
}

/// Works until it is asked to stop.
JobRequest endlessJob()
{
    return jobThat([](const RunContext& context) {
        for (;;) {
            context.checkpoint({"turning", 1, 2, 1, 2, "turns"});
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
}

} // namespace

class TestFollowedJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutAJobThereIsNoStatus()
    {
        JobController controller;
        FollowedJob job(&controller);
        QCOMPARE(job.id(), JobId{0});
        QVERIFY(job.status() == nullptr && !job.isRunning());
        job.cancel(); // nothing to cancel
        job.pauseOrResume();
        QVERIFY(!controller.isBusy());
    }

    void tellsOfItsOwnJobAlone()
    {
        JobController controller;
        FollowedJob job(&controller);
        QSignalSpy ended(&job, &FollowedJob::ended);
        QSignalSpy stored(&job, &FollowedJob::stored);
        QSignalSpy all(&controller, &JobController::ended);
        const auto writes = [](const char* path) {
            return jobThat([path](const RunContext& context) { context.stored(path); });
        };
        controller.start(writes("other.h5"));
        job.start(writes("own.h5"));
        controller.start(writes("another.h5"));
        QTRY_COMPARE(all.count(), 3);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(stored.count(), 1);
        QCOMPARE(stored[0][0].toString(), QStringLiteral("own.h5"));
        QCOMPARE(job.status()->state, JobState::Done);
    }

    void whatIsNoLongerFollowedGoesOn()
    {
        JobController controller;
        FollowedJob job(&controller);
        FollowedJob other(&controller);
        job.start(endlessJob());
        QVERIFY(job.isRunning());
        other.follow(job.id());
        job.follow(0);
        QVERIFY(!job.isRunning() && job.status() == nullptr);
        QVERIFY(controller.isBusy() && other.isRunning());
        QSignalSpy ended(&job, &FollowedJob::ended);
        QSignalSpy otherEnded(&other, &FollowedJob::ended);
        other.cancel();
        QTRY_COMPARE(otherEnded.count(), 1);
        QCOMPARE(ended.count(), 0);
        QCOMPARE(other.status()->state, JobState::Cancelled);
    }

    void isHeldAndGoesOn()
    {
        JobController controller;
        FollowedJob job(&controller);
        QSignalSpy changed(&job, &FollowedJob::changed);
        job.start(endlessJob());
        QTRY_COMPARE(job.status()->state, JobState::Running);
        job.pauseOrResume();
        QTRY_COMPARE(job.status()->state, JobState::Paused);
        job.pauseOrResume();
        QTRY_COMPARE(job.status()->state, JobState::Running);
        QVERIFY(changed.count() >= 3);
        job.cancel();
        QTRY_VERIFY(!job.isRunning());
    }
};

QTEST_MAIN(TestFollowedJob)
#include "tst_followed_job.moc"
