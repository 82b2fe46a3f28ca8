// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace neurograft;

class TestAxisTicks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layerTicksFollowTheRule_data();
    void layerTicksFollowTheRule();
    void labelsNeverTouch();
    void valueTicksAreRound_data();
    void valueTicksAreRound();
    void numbersIgnoreTheLocale();
    void shortNumbersDropTheZero_data();
    void shortNumbersDropTheZero();
    void countsAreGrouped();
    void fileNumbersReadBack();
};

void TestAxisTicks::layerTicksFollowTheRule_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("cell");
    QTest::addColumn<QList<int>>("expected");
    // Labels are 2 wide, the gap is 1: neighbours need 3.
    QTest::newRow("every layer fits") << 4 << 3.0 << QList<int>{0, 1, 2, 3};
    QTest::newRow("every second") << 6 << 1.5 << QList<int>{0, 2, 5};
    QTest::newRow("40 layers, k = 4")
        << 40 << 0.75 << QList<int>{0, 4, 8, 12, 16, 20, 24, 28, 32, 39};
    QTest::newRow("40 layers, k = 5") << 40 << 0.6 << QList<int>{0, 5, 10, 15, 20, 25, 30, 39};
    QTest::newRow("40 layers, k = 10") << 40 << 0.3 << QList<int>{0, 10, 20, 39};
    QTest::newRow("only the ends") << 40 << 0.09 << QList<int>{0, 39};
    QTest::newRow("only the first") << 40 << 0.01 << QList<int>{0};
    QTest::newRow("one layer") << 1 << 5.0 << QList<int>{0};
    QTest::newRow("no layer") << 0 << 5.0 << QList<int>{};
}

void TestAxisTicks::layerTicksFollowTheRule()
{
    QFETCH(int, count);
    QFETCH(double, cell);
    QFETCH(QList<int>, expected);
    const std::vector<int> ticks = layerTicks(
        count, cell, [](int) { return 2.0; }, 1.0);
    QCOMPARE(QList<int>(ticks.begin(), ticks.end()), expected);
}

void TestAxisTicks::labelsNeverTouch()
{
    const auto extent = [](int layer) { return layer < 10 ? 1.2 : 2.4; };
    for (int count = 1; count <= 100; ++count) {
        const std::vector<int> ticks = layerTicks(count, 0.8, extent, 0.5);
        QCOMPARE(ticks.front(), 0);
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            const double room = (ticks[i] - ticks[i - 1]) * 0.8;
            QVERIFY(room >= (extent(ticks[i]) + extent(ticks[i - 1])) / 2.0 + 0.5);
        }
    }
}

void TestAxisTicks::valueTicksAreRound_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QString>("expected");
    QTest::newRow("unit") << 0.0 << 1.0 << "0.0 0.2 0.4 0.6 0.8 1.0";
    QTest::newRow("negative") << -0.45 << 0.95 << "−0.4 −0.2 0.0 0.2 0.4 0.6 0.8";
    QTest::newRow("narrow") << 0.85 << 0.95 << "0.86 0.88 0.90 0.92 0.94";
    QTest::newRow("large") << 0.0 << 2500.0 << "0 500 1000 1500 2000 2500";
}

void TestAxisTicks::valueTicksAreRound()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QString, expected);
    const std::vector<double> ticks = valueTicks({low, high}, low < 0.0 ? 7 : 6);
    const int decimals = tickDecimals(ticks);
    QStringList texts;
    for (const double tick : ticks) {
        texts << numberText(tick, decimals);
    }
    QCOMPARE(texts.join(u' '), expected);
}

void TestAxisTicks::numbersIgnoreTheLocale()
{
    QLocale::setDefault(QLocale(QLocale::German));
    QCOMPARE(numberText(-0.25, 2), QStringLiteral("−0.25"));
    QCOMPARE(numberText(-0.0004, 2), QStringLiteral("0.00"));
    QCOMPARE(numberText(std::numeric_limits<double>::quiet_NaN(), 2), QStringLiteral("undefined"));
    QLocale::setDefault(QLocale::c());
}

void TestAxisTicks::shortNumbersDropTheZero_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("published box") << 0.691 << ".691";
    QTest::newRow("negative") << -0.0116 << "−.012";
    QTest::newRow("one") << 0.9996 << "1.000";
    QTest::newRow("rounds to zero") << -0.0002 << ".000";
}

void TestAxisTicks::shortNumbersDropTheZero()
{
    QFETCH(double, value);
    QFETCH(QString, expected);
    QCOMPARE(shortNumberText(value), expected);
}

void TestAxisTicks::countsAreGrouped()
{
    QCOMPARE(countText(4096), QStringLiteral("4\u202f096"));
    QCOMPARE(countText(999), QStringLiteral("999"));
    QCOMPARE(countText(1234567), QStringLiteral("1\u202f234\u202f567"));
}

void TestAxisTicks::fileNumbersReadBack()
{
    for (const double value : {0.1, 1.0 / 3.0, -4.5e-5, 0.691, 1.0}) {
        QCOMPARE(QByteArray::fromStdString(fileNumber(value)).toDouble(), value);
    }
    QCOMPARE(fileNumber(0.1), std::string("0.1"));
    QCOMPARE(fileNumber(std::numeric_limits<double>::quiet_NaN()), std::string("nan"));
}

QTEST_GUILESS_MAIN(TestAxisTicks)
#include "tst_axis_ticks.moc"
