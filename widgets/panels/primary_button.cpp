// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/primary_button.h"

#include <QStyleOptionButton>
#include <QStylePainter>

namespace neurograft {

void PrimaryButton::paintEvent(QPaintEvent* event)
{
    if (!isEnabled()) {
        QPushButton::paintEvent(event);
        return;
    }
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    const QPalette application = palette();
    option.palette.setColor(QPalette::Button, application.color(QPalette::Highlight));
    option.palette.setColor(QPalette::ButtonText, application.color(QPalette::HighlightedText));
    painter.drawControl(QStyle::CE_PushButton, option);
}

} // namespace neurograft
