// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pointer.h"
#include "widgets/plots/color_histogram.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace neurograft;

class TestColorHistogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        m_histogram = std::make_unique<ColorHistogram>();
        m_histogram->resize(400, 160);
        m_histogram->setValues({0.1, 0.2, 0.2, 0.4, 0.8});
        m_histogram->setScale(ColorMapId::Magma, {0.0, 1.0});
        m_histogram->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_histogram.get()));
    }

    void valuesAreCounted()
    {
        QCOMPARE(histogramOf({0.0, 0.1, 0.5, 1.0, 1.2, std::nan("")}, {0.0, 1.0}, 2),
                 (std::vector<int>{2, 2}));
    }

    void draggingAnEndMovesIt()
    {
        QSignalSpy dragged(m_histogram.get(), &ColorHistogram::rangeDragged);
        drag(1.0, {0.9, 0.8});
        QCOMPARE(dragged.size(), 2);
        const auto range = dragged.last().at(0).value<ColorRange>();
        QCOMPARE(range.low, 0.0);
        QVERIFY2(std::abs(range.high - 0.8) < 0.01, qPrintable(QString::number(range.high)));
        QCOMPARE(dragged.first().at(1).toBool(), false); // one drag is one change
        QCOMPARE(dragged.last().at(1).toBool(), true);
    }

    void endsDoNotCross()
    {
        drag(1.0, {-0.02});
        QVERIFY(m_histogram->range().high > m_histogram->range().low);
    }

    void keysMoveTheEnds()
    {
        m_histogram->setFocus();
        QTest::keyClick(m_histogram.get(), Qt::Key_Right);
        QVERIFY(m_histogram->range().low > 0.0);
        QCOMPARE(m_histogram->range().high, 1.0);
        QTest::keyClick(m_histogram.get(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(m_histogram->range().high < 1.0);
    }

    void spanHoldsValuesAndRange()
    {
        m_histogram->setScale(ColorMapId::Magma, {0.3, 0.5});
        QVERIFY(m_histogram->span().low < 0.1);
        QVERIFY(m_histogram->span().high > 0.8);
        QVERIFY(std::abs(m_histogram->valueAt(m_histogram->positionOf(0.37)) - 0.37) < 1e-9);
        QVERIFY(m_histogram->accessibleDescription().contains(
            QStringLiteral("5 values; colours run from 0.300 to 0.500")));
    }

private:
    void drag(double from, const std::vector<double>& over)
    {
        const auto place = [this](double value) {
            return QPoint(static_cast<int>(std::lround(m_histogram->positionOf(value))), 50);
        };
        pressPointer(m_histogram.get(), place(from));
        for (const double value : over) {
            movePointer(m_histogram.get(), place(value), Qt::LeftButton);
        }
        releasePointer(m_histogram.get(), place(over.back()));
    }

    std::unique_ptr<ColorHistogram> m_histogram;
};

QTEST_MAIN(TestColorHistogram)
#include "tst_color_histogram.moc"
