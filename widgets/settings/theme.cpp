// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleOption>
#include <QToolTip>
#include <QWidget>

namespace neurograft {

namespace {

const QString kStyleName = QStringLiteral("quiet fusion");

struct Colors {
    QRgb window;
    QRgb base;
    QRgb alternate;
    QRgb text;
    QRgb quiet; ///< captions, placeholders
    QRgb button;
    QRgb disabled;
    QRgb light;
    QRgb midlight;
    QRgb mid; ///< edges
    QRgb dark;
    QRgb highlight;
    QRgb highlightedText;
    QRgb link;
};

constexpr Colors kLight{0xfff5f6f8, 0xffffffff, 0xffeef1f5, 0xff1c1f24, 0xff5a6270,
                        0xfffbfcfd, 0xff9aa1ad, 0xffffffff, 0xfff0f1f4, 0xffc3c8d0,
                        0xffa4abb6, 0xff2f6fbb, 0xffffffff, 0xff1f5fae};
constexpr Colors kThemeDark{0xff24272c, 0xff1b1d21, 0xff2b2f35, 0xffe6e8eb, 0xffa3abb7,
                            0xff33373e, 0xff767e8a, 0xff4a5059, 0xff3d424a, 0xff4d545e,
                            0xff141619, 0xff3a76c0, 0xffffffff, 0xff7db4f0};

/// Fusion without pictures on the buttons of dialogs: they are black in every theme. Boxes to tick
/// have an edge that is seen: Fusion's is darker than the window, which is nothing on a dark one.
class QuietFusion : public QProxyStyle {
public:
    QuietFusion() : QProxyStyle(QStringLiteral("Fusion")) { setObjectName(kStyleName); }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons
            ? 0
            : QProxyStyle::styleHint(hint, option, widget, data);
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isRound = element == PE_IndicatorRadioButton;
        if (!isRound && element != PE_IndicatorCheckBox
            && element != PE_IndicatorItemViewItemCheck) {
            return;
        }
        const bool isEnabled = option->state.testFlag(State_Enabled);
        const QRectF edge = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, isRound);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(
            option->palette.color(isEnabled ? QPalette::PlaceholderText : QPalette::Mid));
        if (isRound) {
            painter->drawEllipse(edge);
        } else {
            painter->drawRect(edge);
        }
        painter->restore();
    }
};

/// The palette the desktop gave the program, before ours replaced it.
const QPalette& desktopPalette()
{
    static const QPalette palette = QApplication::palette();
    return palette;
}

} // namespace

QPalette themePalette(bool isDark)
{
    const Colors& colors = isDark ? kThemeDark : kLight;
    QPalette palette;
    const std::pair<QPalette::ColorRole, QRgb> roles[] = {
        {QPalette::Window, colors.window},
        {QPalette::WindowText, colors.text},
        {QPalette::Base, colors.base},
        {QPalette::AlternateBase, colors.alternate},
        {QPalette::Text, colors.text},
        {QPalette::PlaceholderText, colors.quiet},
        {QPalette::Button, colors.button},
        {QPalette::ButtonText, colors.text},
        {QPalette::BrightText, colors.highlightedText},
        {QPalette::Light, colors.light},
        {QPalette::Midlight, colors.midlight},
        {QPalette::Mid, colors.mid},
        {QPalette::Dark, colors.dark},
        {QPalette::Shadow, 0xff000000},
        {QPalette::Highlight, colors.highlight},
        {QPalette::HighlightedText, colors.highlightedText},
        {QPalette::Link, colors.link},
        {QPalette::LinkVisited, colors.link},
        {QPalette::ToolTipBase, colors.base},
        {QPalette::ToolTipText, colors.text}};
    for (const auto& [role, color] : roles) {
        palette.setColor(role, QColor(color));
    }
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, QColor(colors.disabled));
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(colors.mid));
    return palette;
}

bool isDarkTheme(Theme theme)
{
    if (theme == Theme::System) {
        return desktopPalette().color(QPalette::Window).lightness() < 128;
    }
    return theme == Theme::Dark;
}

void applyTheme(Theme theme)
{
    const bool isDark = isDarkTheme(theme); // reads the desktop's palette before it is replaced
    if (QApplication::style()->objectName() != kStyleName) {
        QApplication::setStyle(new QuietFusion);
    }
    const QPalette palette = themePalette(isDark);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    // A widget with a style sheet of its own keeps the colours it was polished with.
    for (QWidget* widget : QApplication::allWidgets()) {
        if (!widget->styleSheet().isEmpty()) {
            widget->setStyleSheet(widget->styleSheet());
        }
    }
}

} // namespace neurograft
