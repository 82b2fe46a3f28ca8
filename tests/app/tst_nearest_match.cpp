// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/nearest_match.h"

#include <QtTest/QtTest>

using namespace neurograft;

class tst_nearest_match : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void distanceCountsEdits_data();
    void distanceCountsEdits();
    void slipIsRecognised();
    void strangeWordHasNoMatch();
};

void tst_nearest_match::distanceCountsEdits_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("distance");
    QTest::newRow("equal") << "table"
                           << "table" << 0;
    QTest::newRow("empty") << ""
                           << "abc" << 3;
    QTest::newRow("missing letter") << "inspct"
                                    << "inspect" << 1;
    QTest::newRow("swapped letters") << "tabel"
                                     << "table" << 1;
    QTest::newRow("replaced letter") << "logist"
                                     << "logits" << 1;
    QTest::newRow("different") << "abc"
                               << "xyz" << 3;
}

void tst_nearest_match::distanceCountsEdits()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(int, distance);
    QCOMPARE(static_cast<int>(editDistance(a.toStdString(), b.toStdString())), distance);
    QCOMPARE(static_cast<int>(editDistance(b.toStdString(), a.toStdString())), distance);
}

void tst_nearest_match::slipIsRecognised()
{
    const std::vector<std::string> names = {"inspect", "preflight", "similarity", "table"};
    QCOMPARE(nearestMatch("simlarity", names), std::string("similarity"));
    QCOMPARE(nearestMatch("inspekt", names), std::string("inspect"));
}

void tst_nearest_match::strangeWordHasNoMatch()
{
    QVERIFY(nearestMatch("frobnicate", {"inspect", "table"}).empty());
    QVERIFY(nearestMatch("x", {"tr", "inspect"}).empty());
    QVERIFY(nearestMatch("anything", {}).empty());
}

QTEST_GUILESS_MAIN(tst_nearest_match)
#include "tst_nearest_match.moc"
