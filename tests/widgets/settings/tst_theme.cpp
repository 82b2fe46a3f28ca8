// SPDX-License-Identifier: GPL-3.0-or-later
// Contrast of both palettes, measured as WCAG 2.1 defines it (relative luminance, section 1.4.3).
#include "widgets/settings/interface_size.h"
#include "widgets/settings/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QTest>

#include <cmath>

using namespace neurograft;

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textStandsOutFromWhatLiesUnderIt_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<int>("text");
        QTest::addColumn<int>("under");
        QTest::addColumn<double>("least");
        struct Pair {
            const char* name;
            QPalette::ColorRole text;
            QPalette::ColorRole under;
            double least = 4.5;
        };
        const Pair pairs[] = {
            {"window", QPalette::WindowText, QPalette::Window},
            {"base", QPalette::Text, QPalette::Base},
            {"alternate base", QPalette::Text, QPalette::AlternateBase},
            {"window text on alternate base", QPalette::WindowText, QPalette::AlternateBase},
            {"button", QPalette::ButtonText, QPalette::Button},
            {"tool tip", QPalette::ToolTipText, QPalette::ToolTipBase},
            {"placeholder on base", QPalette::PlaceholderText, QPalette::Base},
            {"placeholder on window", QPalette::PlaceholderText, QPalette::Window},
            {"placeholder on alternate base", QPalette::PlaceholderText, QPalette::AlternateBase},
            {"link on base", QPalette::Link, QPalette::Base},
            {"link on window", QPalette::Link, QPalette::Window},
            {"link on alternate base", QPalette::Link, QPalette::AlternateBase},
            {"selected", QPalette::HighlightedText, QPalette::Highlight},
            // Marks, not text: the focus ring and the lit edge of a slot.
            {"focus ring on window", QPalette::Highlight, QPalette::Window, 3.0},
            {"focus ring on base", QPalette::Highlight, QPalette::Base, 3.0},
        };
        for (const bool isDark : {false, true}) {
            for (const Pair& pair : pairs) {
                QTest::newRow(qPrintable(QStringLiteral("%1, %2").arg(
                    isDark ? QStringLiteral("dark") : QStringLiteral("light"),
                    QLatin1String(pair.name))))
                    << isDark << int(pair.text) << int(pair.under) << pair.least;
            }
        }
    }
    void textStandsOutFromWhatLiesUnderIt()
    {
        QFETCH(bool, isDark);
        QFETCH(int, text);
        QFETCH(int, under);
        QFETCH(double, least);
        const QPalette palette = themePalette(isDark);
        const double measured = contrast(palette.color(QPalette::ColorRole(text)),
                                         palette.color(QPalette::ColorRole(under)));
        QVERIFY2(measured >= least, qPrintable(QStringLiteral("%1 : 1").arg(measured, 0, 'f', 2)));
    }

    void boxesToTickHaveAnEdge_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<bool>("isRound");
        QTest::newRow("light, box") << false << false;
        QTest::newRow("light, round") << false << true;
        QTest::newRow("dark, box") << true << false;
        QTest::newRow("dark, round") << true << true;
    }
    void boxesToTickHaveAnEdge()
    {
        QFETCH(bool, isDark);
        QFETCH(bool, isRound);
        applyTheme(isDark ? Theme::Dark : Theme::Light);
        QImage image(24, 24, QImage::Format_ARGB32);
        image.fill(themePalette(isDark).color(QPalette::Window));
        QStyleOptionButton option;
        option.palette = themePalette(isDark);
        option.rect = QRect(5, 5, 13, 13);
        option.state = QStyle::State_Enabled | QStyle::State_Off;
        QPainter painter(&image);
        QApplication::style()->drawPrimitive(isRound ? QStyle::PE_IndicatorRadioButton
                                                     : QStyle::PE_IndicatorCheckBox,
                                             &option, &painter);
        painter.end();
        const QColor edge = image.pixelColor(5, 11);
        const double measured = contrast(edge, themePalette(isDark).color(QPalette::Window));
        QVERIFY2(measured >= 3.0, qPrintable(QStringLiteral("%1 : 1").arg(measured, 0, 'f', 2)));
        applyTheme(Theme::Light);
    }

    void interfaceSizeScalesTheFontAndComesBack()
    {
        applyInterfaceSize(100);
        const double normal = QApplication::font().pointSizeF();
        applyInterfaceSize(150);
        QVERIFY(std::abs(QApplication::font().pointSizeF() / normal - 1.5) < 0.01);
        applyInterfaceSize(100);
        QCOMPARE(QApplication::font().pointSizeF(), normal);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
