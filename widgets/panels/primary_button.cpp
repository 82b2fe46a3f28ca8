// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/primary_button.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>

namespace neurograft {

namespace {

constexpr double kPrimaryButtonRadius = 3.0;

} // namespace

void PrimaryButton::paintEvent(QPaintEvent* event)
{
    if (!isEnabled()) {
        QPushButton::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette colors = palette();
    QColor fill = colors.color(QPalette::Highlight);
    if (isDown()) {
        fill = fill.darker(120);
    } else if (underMouse()) {
        fill = fill.darker(108);
    }
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(fill.darker(125), 1.0));
    painter.setBrush(fill);
    painter.drawRoundedRect(frame, kPrimaryButtonRadius, kPrimaryButtonRadius);
    if (hasFocus()) {
        painter.setPen(QPen(colors.color(QPalette::HighlightedText), 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame.adjusted(2.5, 2.5, -2.5, -2.5), kPrimaryButtonRadius - 1.0,
                                kPrimaryButtonRadius - 1.0);
    }
    painter.setPen(colors.color(QPalette::HighlightedText));
    int flags = Qt::AlignCenter | Qt::TextShowMnemonic;
    QStyleOptionButton option;
    initStyleOption(&option);
    if (style()->styleHint(QStyle::SH_UnderlineShortcut, &option, this) == 0) {
        flags |= Qt::TextHideMnemonic;
    }
    painter.drawText(rect(), flags, text());
}

QSize PrimaryButton::sizeHint() const
{
    return QPushButton::sizeHint() + QSize(fontMetrics().averageCharWidth() * 2, 0);
}

} // namespace neurograft
