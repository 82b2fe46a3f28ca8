// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"
#include "widgets/plots/color_map.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace neurograft {

/// Lengths charts share are those of FigureMetrics (heatmap_layout.h); positions are mm.

/// Down to whole pixels at 300 dpi, so that every cell of a raster has the same size.
int pixels300(double lengthMm);
double mmOfPixels300(int pixels);
/// The nearest whole pixel at 300 dpi.
double onPixel300(double positionMm);

/// Adds the parts every chart has to a scene: texts, lines, axes' titles, colour scales, footer.
class ChartPen {
public:
    /// Both outlive the pen.
    ChartPen(FigureScene& scene, const FigureSpec& spec);

    double tickWidth(const QString& text) const;
    double labelWidth(const QString& text, bool isBold = false) const;
    double tickCap() const { return m_tickCap; }
    double labelCap() const { return m_labelCap; }

    void text(const QPointF& origin, const QString& text, double pt, TextRole role,
              TextAnchor anchor = TextAnchor::Start, double angle = 0.0, bool isBold = false);
    void line(double x1, double y1, double x2, double y2);
    void frame(const QRectF& rect);
    void area(const QRectF& rect, QRgb color);
    void hatch(const QRectF& rect);
    /// The teacher's square or the student's triangle on a baseline; returns the width it takes
    /// with its gap, 0 without a role.
    double roleMark(const QPointF& origin, std::optional<bool> isTeacher);
    /// Letter "(a)" (when @p count is above 1 and the spec has letters), role mark and title.
    void panelTitle(const QPointF& origin, int index, int count, std::optional<bool> isTeacher,
                    const QString& title);
    /// Room panelTitle() needs in front of its title.
    double panelTitleIndent(int index, int count, bool hasRole) const;
    /// Bar with frame, ticks and numbers right of it.
    void colorScale(const QRectF& bar, const ColorMap& map, const ColorRange& range);
    double colorScaleWidth(const ColorRange& range) const;
    /// A field in front of a legend text; returns where the next one starts.
    enum class Field { Area, Hatched, Tick };
    double legendItem(const QPointF& origin, Field field, QRgb color, const QString& text);
    double legendItemWidth(const QString& text) const;
    void footer(const QPointF& origin, const QStringList& lines);

private:
    FigureScene& m_scene;
    const FigureSpec& m_spec;
    double m_tickCap;
    double m_labelCap;
};

/// true teacher, false student, nothing for a model without a role.
std::optional<bool> isTeacherRole(const QString& role);

} // namespace neurograft
