// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <optional>

namespace neurograft {

/// Part of a map that is looked at, in layers: a full view runs from -0.5 to n - 0.5 on both axes.
struct HeatmapView {
    double teacherLow = -0.5;
    double teacherHigh = 0.5;
    double studentLow = -0.5;
    double studentHigh = 0.5;
    bool operator==(const HeatmapView& other) const
    {
        return teacherLow == other.teacherLow && teacherHigh == other.teacherHigh
            && studentLow == other.studentLow && studentHigh == other.studentHigh;
    }
    bool operator!=(const HeatmapView& other) const { return !(*this == other); }
};
HeatmapView fullView(int students, int teachers);
/// @p view scaled by 1 / @p factor around a point (in layers), at least two cells wide, kept inside
/// the full view.
HeatmapView zoomed(const HeatmapView& view, double factor, double aroundTeacher,
                   double aroundStudent, int students, int teachers);
/// @p view moved by so many layers, kept inside the full view.
HeatmapView panned(const HeatmapView& view, double byTeacher, double byStudent, int students,
                   int teachers);

/// Where a map lies on its widget: square cells, origin bottom left.
struct HeatmapGeometry {
    QRectF map; ///< pixels of the view
    HeatmapView view;
    bool isTransposed = false;

    double cellSize() const;
    /// Left/right and low/high ends of the axes as they are drawn.
    double xLow() const { return isTransposed ? view.studentLow : view.teacherLow; }
    double xHigh() const { return isTransposed ? view.studentHigh : view.teacherHigh; }
    double yLow() const { return isTransposed ? view.teacherLow : view.studentLow; }
    double yHigh() const { return isTransposed ? view.teacherHigh : view.studentHigh; }
    /// Layers under a point, not rounded: x() along the drawn x axis, y() upwards.
    QPointF layersAt(const QPointF& position) const;
    std::optional<HeatmapCell> cellAt(const QPointF& position, int students, int teachers) const;
    /// Not clipped to the map.
    QRectF cellRect(const HeatmapCell& cell) const;
};

/// The largest square-celled map inside @p area, centred along x and at its top; cells of at least
/// a pixel are whole pixels in an unzoomed view.
HeatmapGeometry fitMap(const QRectF& area, const HeatmapView& view, bool isTransposed);

} // namespace neurograft
