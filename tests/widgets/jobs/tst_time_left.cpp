// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/time_left.h"

#include <QTest>

using namespace neurograft;

class TestTimeLeft : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSaidTooEarly()
    {
        QVERIFY(!secondsLeft(0, 100, 20.0));
        QVERIFY(!secondsLeft(4, 100, 4.9));
        QVERIFY(!secondsLeft(4, 0, 60.0));
    }

    void fivePercentOrFiveSecondsAreEnough()
    {
        QCOMPARE(secondsLeft(5, 100, 1.0).value(), 19.0);
        QCOMPARE(secondsLeft(1, 100, 5.0).value(), 495.0);
        QCOMPARE(secondsLeft(100, 100, 5.0).value(), 0.0);
    }

    void momentsOfTodayNeedNoDate()
    {
        const QDateTime now = QDateTime::currentDateTime();
        QCOMPARE(momentText(now), now.toString(QStringLiteral("HH:mm")));
        const QDateTime before(QDate(2025, 3, 9), QTime(7, 5));
        QCOMPARE(momentText(before), QStringLiteral("2025-03-09 07:05"));
        QCOMPARE(momentText(before.toUTC()), QStringLiteral("2025-03-09 07:05"));
    }

    void durationsAreRounded_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << QStringLiteral("1 s");
        QTest::newRow("few") << 7.2 << QStringLiteral("8 s");
        QTest::newRow("tens") << 38.0 << QStringLiteral("40 s");
        QTest::newRow("minute") << 58.0 << QStringLiteral("1 min");
        QTest::newRow("minutes") << 200.0 << QStringLiteral("3 min");
        QTest::newRow("hours") << 7500.0 << QStringLiteral("2 h 5 min");
    }
    void durationsAreRounded()
    {
        QFETCH(double, seconds);
        QTEST(roundedDuration(seconds), "text");
    }
};

QTEST_GUILESS_MAIN(TestTimeLeft)
#include "tst_time_left.moc"
