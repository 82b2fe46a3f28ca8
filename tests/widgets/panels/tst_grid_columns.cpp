// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/grid_columns.h"

#include <QTest>

using namespace neurograft;

class TestGridColumns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void columnsFollowTheSpace_data()
    {
        QTest::addColumn<QSize>("area");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("expected");
        QTest::newRow("four in a square") << QSize(900, 900) << 4 << 2;
        QTest::newRow("four in a wide strip") << QSize(1600, 300) << 4 << 4;
        QTest::newRow("four in a tall strip") << QSize(300, 1800) << 4 << 1;
        QTest::newRow("one") << QSize(900, 600) << 1 << 1;
        QTest::newRow("three side by side") << QSize(1500, 500) << 3 << 3;
    }
    void columnsFollowTheSpace()
    {
        QFETCH(QSize, area);
        QFETCH(int, count);
        QFETCH(int, expected);
        QCOMPARE(bestColumns({area, count, 40.0, 32.0, 16.0, 0}), expected);
    }

    void whatStandsIsKeptUnlessAnotherIsClearlyBetter()
    {
        // Between the shapes where two and four columns win lies one where both do when they stand.
        bool isKept = false;
        for (int width = 600; width <= 2400 && !isKept; width += 20) {
            const GridSpace two{{width, 600}, 4, 40.0, 32.0, 16.0, 2};
            GridSpace four = two;
            four.columnsNow = 4;
            isKept = bestColumns(two) == 2 && bestColumns(four) == 4;
        }
        QVERIFY(isKept);
    }
};

QTEST_GUILESS_MAIN(TestGridColumns)
#include "tst_grid_columns.moc"
