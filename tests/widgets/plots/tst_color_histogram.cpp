// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pointer.h"
#include "widgets/plots/color_histogram.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
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

    void itIsCopiedAsPictureAndTable_data()
    {
        QTest::addColumn<bool>("isByKey");
        QTest::newRow("key") << true;
        QTest::newRow("context menu") << false;
    }
    void itIsCopiedAsPictureAndTable()
    {
        QFETCH(bool, isByKey);
        QGuiApplication::clipboard()->clear();
        if (isByKey) {
            m_histogram->setFocus();
            QTest::keyClick(m_histogram.get(), Qt::Key_C, Qt::ControlModifier);
        } else {
            QCOMPARE(m_histogram->contextMenuPolicy(), Qt::ActionsContextMenu);
            m_histogram->actions().constFirst()->trigger();
        }
        const QMimeData* copied = QGuiApplication::clipboard()->mimeData();
        QVERIFY(copied->hasImage() && copied->hasText());
        const QStringList lines = copied->text().trimmed().split(u'\n');
        QCOMPARE(lines.first(), QStringLiteral("from\tto\tvalues"));
        QCOMPARE(lines.size(), 65);
        int values = 0;
        int most = 0;
        for (const QString& line : lines.mid(1)) {
            const QStringList cells = line.split(u'\t');
            QVERIFY(cells.at(0).toDouble() < cells.at(1).toDouble());
            values += cells.at(2).toInt();
            most = std::max(most, cells.at(2).toInt());
        }
        QCOMPARE(values, 5);
        QCOMPARE(most, 2); // 0.2 twice
        // On white, with the tallest bar where most values are.
        const auto image = copied->imageData().value<QImage>();
        QCOMPARE(image.size(), m_histogram->size() * 3);
        QCOMPARE(QColor(image.pixel(0, 0)), QColor(Qt::white));
        const int x = static_cast<int>(std::lround(m_histogram->positionOf(0.2) * 3.0));
        bool isBarSeen = false;
        for (int at = x - 9; at <= x + 9; ++at) {
            isBarSeen = isBarSeen || QColor(image.pixel(at, 60)) == QColor(Qt::gray);
        }
        QVERIFY(isBarSeen);
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
