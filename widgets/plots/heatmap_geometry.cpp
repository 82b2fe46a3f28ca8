// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_geometry.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kSmallestSpan = 2.0;

/// Moves [low, high] inside [-0.5, count - 0.5].
void keepInside(double& low, double& high, int count)
{
    const double span = std::min(high - low, static_cast<double>(count));
    low = std::clamp(low, -0.5, count - 0.5 - span);
    high = low + span;
}

void scaleAround(double& low, double& high, double factor, double around, int count)
{
    const double smallest = std::min(kSmallestSpan, static_cast<double>(count));
    const double span = std::max((high - low) / factor, smallest);
    const double share = high > low ? (around - low) / (high - low) : 0.5;
    low = around - share * span;
    high = low + span;
    keepInside(low, high, count);
}

} // namespace

HeatmapView fullView(int students, int teachers)
{
    return {-0.5, std::max(1, teachers) - 0.5, -0.5, std::max(1, students) - 0.5};
}

HeatmapView zoomed(const HeatmapView& view, double factor, double aroundTeacher,
                   double aroundStudent, int students, int teachers)
{
    // Both axes take the factor of the one that reaches two cells first, so cells stay square.
    const double narrower =
        std::min(view.teacherHigh - view.teacherLow, view.studentHigh - view.studentLow);
    const double allowed = std::min(factor, std::max(1.0, narrower / kSmallestSpan));
    HeatmapView result = view;
    scaleAround(result.teacherLow, result.teacherHigh, allowed, aroundTeacher, teachers);
    scaleAround(result.studentLow, result.studentHigh, allowed, aroundStudent, students);
    return result;
}

HeatmapView panned(const HeatmapView& view, double byTeacher, double byStudent, int students,
                   int teachers)
{
    HeatmapView result{view.teacherLow + byTeacher, view.teacherHigh + byTeacher,
                       view.studentLow + byStudent, view.studentHigh + byStudent};
    keepInside(result.teacherLow, result.teacherHigh, teachers);
    keepInside(result.studentLow, result.studentHigh, students);
    return result;
}

double HeatmapGeometry::cellSize() const
{
    const double span = xHigh() - xLow();
    return span > 0.0 ? map.width() / span : 0.0;
}

QPointF HeatmapGeometry::layersAt(const QPointF& position) const
{
    const double size = cellSize();
    return size > 0.0 ? QPointF(xLow() + (position.x() - map.left()) / size,
                                yLow() + (map.bottom() - position.y()) / size)
                      : QPointF(-1.0, -1.0);
}

std::optional<HeatmapCell> HeatmapGeometry::cellAt(const QPointF& position, int students,
                                                   int teachers) const
{
    if (!map.contains(position)) {
        return std::nullopt;
    }
    const QPointF layers = layersAt(position);
    const int x = static_cast<int>(std::floor(layers.x() + 0.5));
    const int y = static_cast<int>(std::floor(layers.y() + 0.5));
    const HeatmapCell cell = isTransposed ? HeatmapCell{x, y} : HeatmapCell{y, x};
    const bool isInside = cell.student >= 0 && cell.student < students && cell.teacher >= 0
        && cell.teacher < teachers;
    return isInside ? std::optional(cell) : std::nullopt;
}

QRectF HeatmapGeometry::cellRect(const HeatmapCell& cell) const
{
    const double size = cellSize();
    const int x = isTransposed ? cell.student : cell.teacher;
    const int y = isTransposed ? cell.teacher : cell.student;
    return {map.left() + (x - 0.5 - xLow()) * size, map.bottom() - (y + 0.5 - yLow()) * size, size,
            size};
}

HeatmapGeometry fitMap(const QRectF& area, const HeatmapView& view, bool isTransposed)
{
    HeatmapGeometry geometry{{}, view, isTransposed};
    const double spanX = geometry.xHigh() - geometry.xLow();
    const double spanY = geometry.yHigh() - geometry.yLow();
    if (area.width() <= 0.0 || area.height() <= 0.0 || spanX <= 0.0 || spanY <= 0.0) {
        geometry.map = QRectF(area.topLeft(), QSizeF(0.0, 0.0));
        return geometry;
    }
    double cell = std::min(area.width() / spanX, area.height() / spanY);
    const bool hasWholeCells =
        spanX == std::floor(spanX) && spanY == std::floor(spanY) && cell >= 1.0;
    if (hasWholeCells) {
        cell = std::floor(cell);
    }
    const QSizeF size(cell * spanX, cell * spanY);
    geometry.map = QRectF(std::floor(area.left() + (area.width() - size.width()) / 2.0),
                          std::floor(area.top()), size.width(), size.height());
    return geometry;
}

} // namespace neurograft
