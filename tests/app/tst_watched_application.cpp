// SPDX-License-Identifier: GPL-3.0-or-later
// The watchdog itself: what it has to catch, and what not.
#include "support/watched_application.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QThread>
#include <QTimer>

using namespace neurograft;

class TestWatchedApplication : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { WatchedApplication::instance()->resetStalls(); }

    void waitingIsAStall()
    {
        QTimer::singleShot(0, this, [] { QThread::msleep(130); });
        QTest::qWait(20);
        QCOMPARE(WatchedApplication::instance()->stalls().size(), std::size_t(1));
        QVERIFY(WatchedApplication::instance()->worst().ms >= 125.0);
    }

    void computingIsAStall()
    {
        QTimer::singleShot(0, this, [] {
            // Processor time, not the clock on the wall: the machine may be busy.
            timespec start{};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
            timespec now = start;
            while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000
                   < 130) {
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            }
        });
        QTest::qWait(20);
        QCOMPARE(WatchedApplication::instance()->stalls().size(), std::size_t(1));
    }

    void shortEventsAreNone()
    {
        QTimer::singleShot(0, this, [] { QThread::msleep(5); });
        QTest::qWait(20);
        QVERIFY(WatchedApplication::instance()->stalls().empty());
        QVERIFY(WatchedApplication::instance()->report().isEmpty());
    }

    void aDialogsOwnLoopIsNotHeldAgainstItsOpener()
    {
        QTimer::singleShot(0, this, [] {
            QEventLoop loop;
            QTimer::singleShot(150, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QTest::qWait(250);
        QVERIFY2(WatchedApplication::instance()->stalls().empty(),
                 qPrintable(WatchedApplication::instance()->report()));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWatchedApplication)
#include "tst_watched_application.moc"
