// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/drop_hint.h"

#include <QPainter>

namespace neurograft {

DropHint::DropHint(QWidget* parent) : QLabel(parent)
{
    setObjectName(QStringLiteral("dropHint"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAlignment(Qt::AlignCenter);
    setMargin(fontMetrics().height());
    setForegroundRole(QPalette::Text);
    hide();
}

void DropHint::showOver(const QWidget* place, const QString& text)
{
    setText(text);
    adjustSize();
    const QPoint middle = place->mapTo(parentWidget(), place->rect().center());
    move(middle - rect().center());
    raise();
    show();
}

void DropHint::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0), 6.0, 6.0);
    painter.end();
    QLabel::paintEvent(event);
}

} // namespace neurograft
