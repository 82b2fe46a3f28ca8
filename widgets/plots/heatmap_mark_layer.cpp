// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_layers.h"

#include "widgets/plots/role_marks.h"

#include <cmath>

namespace neurograft {

namespace {

constexpr double kFocusRing = 2.0;

/// White on black is seen on every colour of every map.
void strokeTwice(QPainter& painter, const QVector<QLineF>& lines, double width,
                 Qt::PenStyle style = Qt::SolidLine)
{
    painter.setPen(QPen(Qt::black, width + 2.0, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines);
    painter.setPen(QPen(Qt::white, width, style, Qt::FlatCap));
    painter.drawLines(lines);
}

QVector<QLineF> edges(const QRectF& rect)
{
    return {{rect.topLeft(), rect.topRight()},
            {rect.topRight(), rect.bottomRight()},
            {rect.bottomRight(), rect.bottomLeft()},
            {rect.bottomLeft(), rect.topLeft()}};
}

/// A whole row or column in its model's colour, cased in white.
void drawBand(QPainter& painter, const QRectF& band, QRgb color)
{
    painter.setPen(QPen(Qt::white, 4.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(band);
    painter.setPen(QPen(QColor::fromRgb(color), 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(band);
}

} // namespace

HeatmapOverlayLayer::HeatmapOverlayLayer(QCustomPlot* plot, const QString& layer,
                                         const HeatmapState& state)
    : QCPLayerable(plot, layer), m_state(state)
{
}

void HeatmapOverlayLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void HeatmapOverlayLayer::draw(QCPPainter* painter)
{
    const HeatmapGeometry& geometry = m_state.geometry;
    painter->save();
    painter->setBrush(Qt::NoBrush);
    if (m_state.hasFocus) {
        painter->setPen(QPen(m_state.palette.color(QPalette::Highlight), kFocusRing, Qt::SolidLine,
                             Qt::SquareCap, Qt::MiterJoin));
        painter->drawRect(geometry.map.adjusted(-1.5, -1.5, 1.5, 1.5));
    }
    painter->setClipRect(geometry.map.adjusted(-1.0, -1.0, 1.0, 1.0));
    drawChance(*painter);
    drawPath(*painter);
    drawPairs(*painter);
    drawLayers(*painter);
    drawSet(*painter);
    if (m_state.crosshair) {
        drawCrosshair(*painter, geometry.cellRect(*m_state.crosshair));
    }
    if (m_state.marks.pinned) {
        strokeTwice(*painter, edges(geometry.cellRect(*m_state.marks.pinned)), 2.0, Qt::DashLine);
    }
    if (m_state.selected) {
        strokeTwice(*painter, edges(geometry.cellRect(*m_state.selected)), 2.0);
    }
    if (m_state.brush) {
        strokeTwice(*painter, edges(blockRect(*m_state.brush)), 1.0, Qt::DotLine);
    }
    painter->restore();
}

QRectF HeatmapOverlayLayer::blockRect(const HeatmapBlock& block) const
{
    return m_state.geometry.cellRect({block.studentFirst, block.teacherFirst})
        .united(m_state.geometry.cellRect({block.studentLast, block.teacherLast}));
}

void HeatmapOverlayLayer::drawCrosshair(QCPPainter& painter, const QRectF& cell) const
{
    const QPointF centre = cell.center();
    const QRectF& map = m_state.geometry.map;
    const QLineF strokes[]{{map.left(), centre.y(), cell.left(), centre.y()},
                           {cell.right(), centre.y(), map.right(), centre.y()},
                           {centre.x(), map.top(), centre.x(), cell.top()},
                           {centre.x(), cell.bottom(), centre.x(), map.bottom()}};
    for (const QLineF& stroke : strokes) {
        painter.setPen(QPen(Qt::black, 1.0));
        painter.drawLine(
            stroke.translated(stroke.dx() == 0.0 ? 1.0 : 0.0, stroke.dx() == 0.0 ? 0.0 : 1.0));
        painter.setPen(QPen(Qt::white, 1.0));
        painter.drawLine(stroke);
    }
    painter.setPen(QPen(Qt::white, 1.0));
    painter.drawRect(cell);
}

void HeatmapOverlayLayer::drawSet(QCPPainter& painter) const
{
    // Only edges towards cells outside the set: a brushed block is one rectangle.
    const std::vector<HeatmapCell>& set = m_state.marks.set;
    if (set.empty()) {
        return;
    }
    const auto columns = static_cast<std::size_t>(std::max(1, m_state.teachers));
    std::vector<bool> isIn(columns * static_cast<std::size_t>(std::max(1, m_state.students)));
    const auto isInside = [&](const HeatmapCell& cell) {
        return cell.student >= 0 && cell.student < m_state.students && cell.teacher >= 0
            && cell.teacher < m_state.teachers;
    };
    const auto at = [&](const HeatmapCell& cell) {
        return static_cast<std::size_t>(cell.student) * columns
            + static_cast<std::size_t>(cell.teacher);
    };
    for (const HeatmapCell& cell : set) {
        if (isInside(cell)) {
            isIn[at(cell)] = true;
        }
    }
    QVector<QLineF> lines;
    const bool isTransposed = m_state.geometry.isTransposed;
    for (const HeatmapCell& cell : set) {
        if (!isInside(cell)) {
            continue;
        }
        const QRectF rect = m_state.geometry.cellRect(cell);
        const auto addUnlessIn = [&](int byStudent, int byTeacher, const QLineF& line) {
            const HeatmapCell next{cell.student + byStudent, cell.teacher + byTeacher};
            if (!isInside(next) || !isIn[at(next)]) {
                lines << line;
            }
        };
        const QLineF top(rect.topLeft(), rect.topRight());
        const QLineF bottom(rect.bottomLeft(), rect.bottomRight());
        const QLineF left(rect.topLeft(), rect.bottomLeft());
        const QLineF right(rect.topRight(), rect.bottomRight());
        addUnlessIn(1, 0, isTransposed ? right : top);
        addUnlessIn(-1, 0, isTransposed ? left : bottom);
        addUnlessIn(0, 1, isTransposed ? top : right);
        addUnlessIn(0, -1, isTransposed ? bottom : left);
    }
    strokeTwice(painter, lines, 1.0);
}

void HeatmapOverlayLayer::drawLayers(QCPPainter& painter) const
{
    const HeatmapMarks& marks = m_state.marks;
    if (marks.teacherLayer >= 0 && marks.teacherLayer < m_state.teachers) {
        drawBand(painter,
                 blockRect({0, m_state.students - 1, marks.teacherLayer, marks.teacherLayer}),
                 kTeacherColor);
    }
    if (marks.studentLayer >= 0 && marks.studentLayer < m_state.students) {
        drawBand(painter,
                 blockRect({marks.studentLayer, marks.studentLayer, 0, m_state.teachers - 1}),
                 kStudentColor);
    }
}

void HeatmapOverlayLayer::drawPath(QCPPainter& painter) const
{
    if (m_state.marks.path.empty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = std::clamp(m_state.geometry.cellSize() * 0.2, 1.5, 6.0);
    painter.setPen(QPen(Qt::black, 1.0));
    painter.setBrush(Qt::white);
    for (const HeatmapCell& cell : m_state.marks.path) {
        painter.drawEllipse(m_state.geometry.cellRect(cell).center(), radius, radius);
    }
    painter.restore();
}

void HeatmapOverlayLayer::drawPairs(QCPPainter& painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = std::clamp(m_state.geometry.cellSize() * 0.3, 2.0, 8.0);
    painter.setPen(QPen(Qt::black, 1.0));
    painter.setBrush(Qt::white);
    for (const HeatmapCell& cell : m_state.marks.pairs) {
        const QPointF centre = m_state.geometry.cellRect(cell).center();
        painter.drawPolygon(QPolygonF{centre + QPointF(0.0, -radius), centre + QPointF(radius, 0.0),
                                      centre + QPointF(0.0, radius),
                                      centre + QPointF(-radius, 0.0)});
    }
    painter.restore();
}

void HeatmapOverlayLayer::drawChance(QCPPainter& painter) const
{
    const HeatmapGeometry& geometry = m_state.geometry;
    const QPointF origin = geometry.cellRect({0, 0}).center();
    const double cell = geometry.cellSize();
    const auto place = [&](const QPointF& layers) { // (teacher, student)
        const double x = geometry.isTransposed ? layers.y() : layers.x();
        const double y = geometry.isTransposed ? layers.x() : layers.y();
        return origin + QPointF(x * cell, -y * cell);
    };
    QVector<QLineF> lines;
    for (const QLineF& line : m_state.marks.chance) {
        lines << QLineF(place(line.p1()), place(line.p2()));
    }
    strokeTwice(painter, lines, 1.0, Qt::DashLine);
}

} // namespace neurograft
