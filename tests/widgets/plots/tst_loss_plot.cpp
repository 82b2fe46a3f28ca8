// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/loss_plot.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace neurograft;

namespace {

CurveData sample()
{
    CurveData data;
    data.valueTitle = QStringLiteral("nats per label");
    data.curves = {{QStringLiteral("loss"),
                    curveTitle(QStringLiteral("loss")),
                    {0.0, 1.0, 2.0, 3.0},
                    {2.5, 1.75, 1.25, 1.5}},
                   {QStringLiteral("validation_loss"),
                    curveTitle(QStringLiteral("validation_loss")),
                    {3.0},
                    {2.0}}};
    data.lastStep = 9.0;
    return data;
}

} // namespace

class TestLossPlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }

    void findingNamesFirstLastAndLowest()
    {
        QCOMPARE(curvesFinding(sample()),
                 QStringLiteral("task 2.500 at step 0, 1.500 at step 3, lowest 1.250 at step 2; "
                                "validation 2.000 at step 3"));
        QCOMPARE(curvesFinding({}), QStringLiteral("no value yet"));
    }

    void readOutNamesWhatWasMeasuredThere()
    {
        QCOMPARE(curvesText(sample(), 3.0), QStringLiteral("step 3  task 1.500  validation 2.000"));
        QCOMPARE(curvesText(sample(), 1.0), QStringLiteral("step 1  task 1.750"));
    }

    void csvReadsBack()
    {
        QCOMPARE(QString::fromStdString(curvesCsv(sample())),
                 QStringLiteral("step,loss,validation_loss\n0,2.5,\n1,1.75,\n2,1.25,\n3,1.5,2\n"));
    }

    void axesHoldAllValuesAndStepsToCome()
    {
        const ColorRange values = curveRange(sample());
        QVERIFY(values.low <= 1.25 && values.high >= 2.5);
        QVERIFY(values.low > 0.9 && values.high < 2.9); // close around them
        QCOMPARE(stepRange(sample()).high, 9.0);
        for (const double tick : stepTicks(sample(), 6)) {
            QCOMPARE(tick, std::round(tick));
        }
        QCOMPARE(curveRange({}).high, 1.0);
    }

    void numbersOfAnySizeAreShort_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("loss") << 1.8321 << QStringLiteral("1.832");
        QTest::newRow("small") << 0.0412 << QStringLiteral("0.0412");
        QTest::newRow("rate") << 3e-5 << QStringLiteral("3.0e−5");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("large") << 1234.4 << QStringLiteral("1234");
    }
    void numbersOfAnySizeAreShort()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(curveNumber(value), text);
    }

    void pointerAndKeysReadSteps()
    {
        LossPlot plot;
        plot.resize(400, 300);
        plot.setData(sample());
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        QSignalSpy hovered(&plot, &LossPlot::hovered);
        QTest::mouseMove(&plot, plot.placeOf(2.0, 1.5).toPoint());
        QTRY_COMPARE(plot.marked(), std::optional<double>(2.0));
        QCOMPARE(hovered.last().first().toString(), QStringLiteral("step 2  task 1.250"));
        plot.setFocus();
        QTest::keyClick(&plot, Qt::Key_Right);
        QCOMPARE(plot.marked(), std::optional<double>(3.0));
        QTest::keyClick(&plot, Qt::Key_Home);
        QCOMPARE(plot.marked(), std::optional<double>(0.0));
        QTest::keyClick(&plot, Qt::Key_Left);
        QCOMPARE(plot.marked(), std::optional<double>(0.0));
    }

    void curveIsDrawnInItsColour()
    {
        LossPlot plot;
        plot.resize(400, 300);
        plot.setData(sample());
        const QImage image = plot.grab().toImage();
        const qreal ratio = image.devicePixelRatio();
        const QPointF place = plot.placeOf(2.0, 1.25) * ratio;
        QCOMPARE(image.pixelColor(place.toPoint()).rgb(), curveStyle(0).color);
    }

    void accessibleTextFollowsTheData()
    {
        LossPlot plot;
        QCOMPARE(plot.accessibleDescription(), QStringLiteral("no value yet"));
        plot.setData(sample());
        QCOMPARE(plot.accessibleDescription(), curvesFinding(sample()));
    }
};

QTEST_MAIN(TestLossPlot)
#include "tst_loss_plot.moc"
