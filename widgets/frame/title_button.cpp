// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/title_button.h"

#include <QStyleOptionToolButton>
#include <QStylePainter>

#include <algorithm>

namespace neurograft {

TitleButton::TitleButton(Sign sign, const QString& tip, QWidget* parent)
    : QToolButton(parent), m_sign(sign)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tip);
    setAccessibleName(tip);
}

QSize TitleButton::sizeHint() const
{
    const int side = fontMetrics().height() * 5 / 4;
    return {side, side};
}

void TitleButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = fontMetrics().height() / 4.0;
    const QPointF middle = QRectF(rect()).center();
    const QRectF box(middle.x() - half, middle.y() - half, 2.0 * half, 2.0 * half);
    painter.setPen(QPen(palette().color(QPalette::ButtonText), std::max(1.2, half / 3.0)));
    if (m_sign == Sign::Close) {
        painter.drawLine(box.topLeft(), box.bottomRight());
        painter.drawLine(box.bottomLeft(), box.topRight());
    } else { // two windows, one before the other
        const QPointF step(half * 0.35, half * 0.35);
        painter.drawRect(QRectF(box.topLeft() + step * 2.0, box.bottomRight()));
        painter.drawPolyline(
            QPolygonF({box.bottomLeft() - QPointF(0.0, step.y() * 2.0), box.topLeft(),
                       box.topRight() - QPointF(step.x() * 2.0, 0.0)}));
    }
}

} // namespace neurograft
