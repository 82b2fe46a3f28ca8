// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/parallel_loop.h"

#include <QtTest>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace neurograft;

class TstParallelLoop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyItemIsDoneOnce_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("threads");
        QTest::newRow("none") << 0 << 4;
        QTest::newRow("one thread") << 7 << 1;
        QTest::newRow("more threads than items") << 2 << 8;
        QTest::newRow("many items") << 1000 << 4;
    }
    void everyItemIsDoneOnce()
    {
        QFETCH(int, count);
        QFETCH(int, threads);
        std::vector<std::atomic<int>> done(static_cast<std::size_t>(count));
        parallelLoop(count, threads,
                     [&done](std::int64_t i) { ++done[static_cast<std::size_t>(i)]; });
        for (const std::atomic<int>& times : done) {
            QCOMPARE(times.load(), 1);
        }
    }

    void exceptionEndsTheLoopAndArrives()
    {
        std::atomic<int> begun{0};
        const auto work = [&begun](std::int64_t i) {
            ++begun;
            if (i == 3) {
                throw std::runtime_error("three");
            }
        };
        QVERIFY_EXCEPTION_THROWN(parallelLoop(1000000, 3, work), std::runtime_error);
        QVERIFY(begun < 1000000);
    }
};

QTEST_GUILESS_MAIN(TstParallelLoop)
#include "tst_parallel_loop.moc"
