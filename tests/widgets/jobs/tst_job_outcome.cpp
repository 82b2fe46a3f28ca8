// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/jobs/job_outcome.h"

#include <QTest>

using namespace neurograft;

class TestJobOutcome : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void workThatReturnsIsFinished()
    {
        QVERIFY(outcomeOf([] {}).isFinished());
    }

    void cancelIsNoFailure()
    {
        const JobOutcome outcome = outcomeOf([] { throw Canceled(); });
        QVERIFY(outcome.isCanceled());
        QVERIFY(outcome.message.isEmpty());
    }

    void anErrorKeepsItsThreePartsAndAdvice()
    {
        const JobOutcome outcome = outcomeOf(
            [] { throw FormatError("config.json", "a number", "\"many\"", "Repair the file."); });
        QVERIFY(outcome.isFailed());
        QCOMPARE(outcome.message, QStringLiteral("config.json: expected a number, got \"many\"."));
        QCOMPARE(outcome.advice, QStringLiteral("Repair the file."));
        QCOMPARE(outcome.details, QStringLiteral("[config.json] expected a number, got \"many\""));
    }

    void aBacktraceStaysInTheDetails()
    {
        const JobOutcome outcome = outcomeOf([] {
            throw std::runtime_error("sizes differ\nException raised from here (most recent call)");
        });
        QCOMPARE(outcome.message, QStringLiteral("sizes differ"));
        QVERIFY(outcome.details.contains(QStringLiteral("most recent call")));
    }

    void outOfMemoryGetsAdvice()
    {
        const JobOutcome outcome = outcomeOf([] { throw std::bad_alloc(); });
        QVERIFY(outcome.isFailed());
        QVERIFY(outcome.advice.contains(QStringLiteral("fewer rows")));
    }

    void anythingElseIsCaughtToo()
    {
        QVERIFY(outcomeOf([] { throw 7; }).isFailed());
    }
};

QTEST_GUILESS_MAIN(TestJobOutcome)
#include "tst_job_outcome.moc"
