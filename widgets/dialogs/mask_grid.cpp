// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/mask_grid.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace neurograft {

namespace {

constexpr double kSmallestLined = 5.0; ///< cells of fewer pixels have no lines between them

} // namespace

MaskGrid::MaskGrid(int students, int teachers, QWidget* parent)
    : QWidget(parent), m_students(students), m_teachers(teachers),
      m_cells(static_cast<std::size_t>(students) * static_cast<std::size_t>(teachers))
{
    setObjectName(QStringLiteral("maskGrid"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Cells of the mask, student layers upwards, teacher layers to the right"));
    tell();
}

void MaskGrid::setCells(const std::vector<std::uint8_t>& cells)
{
    Q_ASSERT(cells.size() == m_cells.size());
    m_cells = cells;
    tell();
    update();
}

QSize MaskGrid::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 26, line * 22};
}

QSize MaskGrid::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 12, line * 10};
}

double MaskGrid::cellSize() const
{
    const double line = fontMetrics().height();
    const double wide = (width() - 3.0 * line) / m_teachers; // numbers on the left
    const double high = (height() - 2.5 * line) / m_students; // and below
    return std::max(1.0, std::min(wide, high));
}

QRectF MaskGrid::area() const
{
    const double line = fontMetrics().height();
    const double size = cellSize();
    return {2.5 * line, 0.5 * line, size * m_teachers, size * m_students};
}

QRectF MaskGrid::cellRect(const HeatmapCell& cell) const
{
    const QRectF all = area();
    const double size = cellSize();
    return {all.left() + size * cell.teacher, all.bottom() - size * (cell.student + 1), size, size};
}

HeatmapCell MaskGrid::cellAt(const QPointF& place) const
{
    const QRectF all = area();
    const double size = cellSize();
    const auto teacher = static_cast<int>(std::floor((place.x() - all.left()) / size));
    const auto student = static_cast<int>(std::floor((all.bottom() - place.y()) / size));
    return {std::clamp(student, 0, m_students - 1), std::clamp(teacher, 0, m_teachers - 1)};
}

bool MaskGrid::isShown(const HeatmapCell& cell) const
{
    return m_cells[static_cast<std::size_t>(cell.student * m_teachers + cell.teacher)] != 0;
}

void MaskGrid::set(const HeatmapCell& cell, bool isShown)
{
    m_cells[static_cast<std::size_t>(cell.student * m_teachers + cell.teacher)] = isShown ? 1 : 0;
}

void MaskGrid::paintLine(const HeatmapCell& from, const HeatmapCell& to)
{
    // The pointer may have passed cells between two events.
    const int steps =
        std::max(std::abs(to.student - from.student), std::abs(to.teacher - from.teacher));
    for (int step = 0; step <= steps; ++step) {
        const double part = steps == 0 ? 1.0 : static_cast<double>(step) / steps;
        set({from.student + static_cast<int>(std::lround(part * (to.student - from.student))),
             from.teacher + static_cast<int>(std::lround(part * (to.teacher - from.teacher)))},
            m_isShowing);
    }
    moveCursor(to);
    Q_EMIT painted();
}

void MaskGrid::moveCursor(const HeatmapCell& cell)
{
    m_cursor = cell;
    tell();
    update();
    Q_EMIT cursorMoved();
}

void MaskGrid::tell()
{
    setAccessibleDescription(
        (isShown(m_cursor) ? tr("S L%1 x T L%2 is shown.") : tr("S L%1 x T L%2 is hidden."))
            .arg(m_cursor.student)
            .arg(m_cursor.teacher));
}

void MaskGrid::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && area().contains(event->position())) {
        const HeatmapCell cell = cellAt(event->position());
        m_isShowing = !isShown(cell);
        paintLine(cell, cell);
    }
}

void MaskGrid::mouseMoveEvent(QMouseEvent* event)
{
    const HeatmapCell cell = cellAt(event->position());
    if ((event->buttons() & Qt::LeftButton) && cell != m_cursor) {
        paintLine(m_cursor, cell);
    }
}

void MaskGrid::keyPressEvent(QKeyEvent* event)
{
    HeatmapCell to = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        to.teacher = std::max(0, to.teacher - 1);
        break;
    case Qt::Key_Right:
        to.teacher = std::min(m_teachers - 1, to.teacher + 1);
        break;
    case Qt::Key_Up:
        to.student = std::min(m_students - 1, to.student + 1);
        break;
    case Qt::Key_Down:
        to.student = std::max(0, to.student - 1);
        break;
    case Qt::Key_Space:
        m_isShowing = !isShown(m_cursor);
        paintLine(m_cursor, m_cursor);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (event->modifiers() & Qt::ShiftModifier) {
        m_isShowing = isShown(m_cursor);
        paintLine(m_cursor, to);
    } else {
        moveCursor(to);
    }
}

void MaskGrid::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void MaskGrid::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void MaskGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRectF all = area();
    const double line = fontMetrics().height();
    painter.fillRect(all, palette().base());
    const bool isLined = cellSize() >= kSmallestLined;
    painter.setPen(isLined ? QPen(palette().color(QPalette::Mid), 0) : QPen(Qt::NoPen));
    for (int student = 0; student < m_students; ++student) {
        for (int teacher = 0; teacher < m_teachers; ++teacher) {
            const HeatmapCell cell{student, teacher};
            painter.setBrush(isShown(cell) ? palette().brush(QPalette::Highlight)
                                           : QBrush(Qt::NoBrush));
            painter.drawRect(cellRect(cell));
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(all);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 2.0));
        painter.drawRect(cellRect(m_cursor));
    }
    // First and last layer of both models.
    painter.setPen(palette().color(QPalette::WindowText));
    const auto number = [&](const HeatmapCell& cell, bool isStudent, int layer) {
        const QPointF centre = cellRect(cell).center();
        const QRectF place = isStudent
            ? QRectF(0.0, centre.y() - line / 2.0, all.left() - line / 4.0, line)
            : QRectF(centre.x() - line * 1.5, all.bottom() + line / 4.0, line * 3.0, line);
        painter.drawText(place, isStudent ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignCenter,
                         (isStudent ? QStringLiteral("S %1") : QStringLiteral("T %1")).arg(layer));
    };
    number({0, 0}, true, 0);
    number({0, 0}, false, 0);
    if (m_students > 1) {
        number({m_students - 1, 0}, true, m_students - 1);
    }
    if (m_teachers > 1) {
        number({0, m_teachers - 1}, false, m_teachers - 1);
    }
}

} // namespace neurograft
