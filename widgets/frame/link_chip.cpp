// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/link_chip.h"

#include <QPainter>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace neurograft {

LinkChip::LinkChip(const QString& translation, QWidget* parent)
    : QToolButton(parent), m_translation(translation)
{
    setCheckable(true);
    setChecked(true);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Follow selection"));
    connect(this, &QToolButton::toggled, this, &LinkChip::showState);
    showState();
}

QSize LinkChip::sizeHint() const
{
    return {fontMetrics().height() * 2, fontMetrics().height() * 5 / 4};
}

void LinkChip::showState()
{
    setToolTip((isLit() ? tr("Follows the selection of all views.")
                        : tr("Frozen: does not follow the selection."))
               + QLatin1Char(' ') + m_translation + QLatin1Char(' ') + tr("(Ctrl+L)"));
    setAccessibleDescription(toolTip());
}

void LinkChip::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.state.setFlag(QStyle::State_On, false); // lit is told by the links themselves
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    // Two links of a chain: joined while lit, apart and hollow while not.
    painter.setRenderHint(QPainter::Antialiasing);
    const double unit = fontMetrics().height() / 6.0;
    const QPointF middle = QRectF(rect()).center();
    const double apart = isLit() ? 1.5 : 2.3;
    const QColor color = palette().color(isLit() ? QPalette::Link : QPalette::PlaceholderText);
    painter.setPen(QPen(color, unit * (isLit() ? 0.9 : 0.6)));
    for (const double side : {-1.0, 1.0}) {
        const QPointF centre(middle.x() + side * apart * unit, middle.y());
        painter.drawRoundedRect(
            QRectF(centre.x() - 2.0 * unit, centre.y() - 1.2 * unit, 4.0 * unit, 2.4 * unit),
            1.2 * unit, 1.2 * unit);
    }
}

} // namespace neurograft
