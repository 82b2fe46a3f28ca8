// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/role_marks.h"

#include <QPainter>

namespace neurograft {

void drawRoleMark(QPainter& painter, const QRectF& box, bool isTeacher)
{
    if (isTeacher) {
        painter.fillRect(box, QColor::fromRgb(kTeacherColor));
        return;
    }
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromRgb(kStudentColor));
    const QPointF corners[]{box.bottomLeft(), {box.center().x(), box.top()}, box.bottomRight()};
    painter.drawPolygon(corners, 3);
    painter.restore();
}

} // namespace neurograft
