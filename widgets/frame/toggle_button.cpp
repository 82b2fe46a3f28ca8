// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/toggle_button.h"

#include <QPainter>

#include <algorithm>

namespace neurograft {

void ToggleButton::paintEvent(QPaintEvent* event)
{
    QToolButton::paintEvent(event);
    if (isChecked()) {
        QPainter painter(this);
        const int thick = std::max(2, fontMetrics().height() / 5);
        painter.fillRect(QRect(0, height() - thick, width(), thick),
                         palette().color(QPalette::Highlight));
    }
}

} // namespace neurograft
