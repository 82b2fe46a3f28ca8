// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/panels/grid_fixture.h"
#include "widgets/figures/color_vision.h"
#include "widgets/panels/color_panel.h"
#include "widgets/plots/color_histogram.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>

using namespace neurograft;
using namespace neurograft::testing;

class TestColorPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_fixture = std::make_unique<GridFixture>();
        m_panel = std::make_unique<ColorPanel>(&m_fixture->grid, nullptr);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_fixture.reset();
    }

    void mapIsChosenAndUndone()
    {
        choose("colorPanel.mapCombo", static_cast<int>(ColorMapId::Cividis));
        QVERIFY(m_fixture->plot("v_proj")->colorMap() == ColorMapId::Cividis);
        QCOMPARE(m_fixture->undo.undoText(), QStringLiteral("Colour map cividis"));
        while (m_fixture->undo.canUndo()) { // the key passed other maps
            m_fixture->undo.undo();
        }
        QVERIFY(m_fixture->plot("v_proj")->colorMap() == ColorMapId::Magma);
        QCOMPARE(find<QComboBox>("colorPanel.mapCombo")->currentText(), QStringLiteral("magma"));
    }

    void typedEndsAreTaken()
    {
        auto* high = find<QDoubleSpinBox>("colorPanel.highSpin");
        high->setValue(0.5);
        QCOMPARE(m_fixture->plot("up_proj")->colorRange().high, 0.5);
        QCOMPARE(find<QComboBox>("colorPanel.modeCombo")->currentData().toInt(),
                 static_cast<int>(RangeMode::Typed));
        const ColorRange before = m_fixture->plot("up_proj")->colorRange();
        find<QDoubleSpinBox>("colorPanel.lowSpin")->setValue(0.7); // no scale at all
        QVERIFY(m_fixture->plot("up_proj")->colorRange() == before);
        QCOMPARE(find<QDoubleSpinBox>("colorPanel.lowSpin")->value(), before.low);
    }

    void draggingTheHistogramTypesTheRange()
    {
        auto* histogram = find<ColorHistogram>("colorHistogram");
        const auto x = [&](double value) {
            return QPoint(static_cast<int>(std::lround(histogram->positionOf(value))), 30);
        };
        const double high = histogram->range().high;
        pressPointer(histogram, x(high));
        for (const double value : {0.8, 0.7, 0.6}) {
            movePointer(histogram, x(value), Qt::LeftButton);
        }
        releasePointer(histogram, x(0.6));
        QVERIFY(std::abs(m_fixture->plot("up_proj")->colorRange().high - 0.6) < 0.01);
        QCOMPARE(m_fixture->undo.count(), 1);
        m_fixture->undo.undo();
        QCOMPARE(m_fixture->plot("up_proj")->colorRange().high, high);
    }

    void percentilesAndSymmetricRanges()
    {
        choose("colorPanel.modeCombo", static_cast<int>(RangeMode::Percentile));
        const ColorRange range = m_fixture->plot("up_proj")->colorRange();
        const std::vector<double> values = shownValues(m_fixture->grid.shownPanels());
        QCOMPARE(range.low, percentile(values, 2.0));
        QCOMPARE(range.high, percentile(values, 98.0));
        find<QDoubleSpinBox>("colorPanel.highPercentSpin")->setValue(90.0);
        QCOMPARE(m_fixture->plot("up_proj")->colorRange().high, percentile(values, 90.0));
        choose("colorPanel.modeCombo", static_cast<int>(RangeMode::Symmetric));
        QCOMPARE(m_fixture->plot("up_proj")->colorRange().low,
                 -m_fixture->plot("up_proj")->colorRange().high);
        QVERIFY(!find<QDoubleSpinBox>("colorPanel.highPercentSpin")->isEnabled());
        QTest::mouseClick(find<QAbstractButton>("colorPanel.resetButton"), Qt::LeftButton);
        QVERIFY(m_fixture->colors.settings() == ColorSettings());
    }

    void undefinedCellsAreChosen()
    {
        choose("colorPanel.undefinedCombo", static_cast<int>(0xff000000));
        QCOMPARE(m_fixture->colors.settings().undefinedColor, QRgb(0xff000000));
        find<QAbstractButton>("colorPanel.hatchCheck")->click();
        QVERIFY(!m_fixture->colors.settings().isHatched);
    }

    void otherEyesSeeTheMapToo()
    {
        auto* seen = find<QLabel>("colorPanel.seen");
        const QImage typical = seen->pixmap().toImage();
        QVERIFY(!typical.isNull());
        choose("colorPanel.visionCombo", static_cast<int>(ColorVision::GreyScale));
        const QRgb grey = seen->pixmap().toImage().pixel(typical.width() / 2, typical.height() / 2);
        QCOMPARE(qRed(grey), qGreen(grey));
        QCOMPARE(qGreen(grey), qBlue(grey));
        QVERIFY(m_fixture->plot("up_proj")->colorMap() == ColorMapId::Magma); // only looked at
    }

private:
    template <class T> T* find(const char* name) const
    {
        return m_panel->findChild<T*>(QString::fromLatin1(name));
    }
    void choose(const char* name, int value) const
    {
        auto* combo = find<QComboBox>(name);
        int row = -1;
        for (int i = 0; i < combo->count(); ++i) {
            row = static_cast<int>(combo->itemData(i).toUInt()) == value ? i : row;
        }
        QVERIFY(row >= 0);
        combo->setFocus();
        while (combo->currentIndex() != row) {
            QTest::keyClick(combo, row > combo->currentIndex() ? Qt::Key_Down : Qt::Key_Up);
        }
    }
    std::unique_ptr<GridFixture> m_fixture;
    std::unique_ptr<ColorPanel> m_panel;
};

QTEST_MAIN(TestColorPanel)
#include "tst_color_panel.moc"
