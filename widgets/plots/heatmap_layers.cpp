// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_layers.h"

#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/heatmap_image.h"
#include "widgets/plots/role_marks.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kHatchSpacing = 5.0;

QColor textColor(const HeatmapState& state)
{
    return state.palette.color(QPalette::WindowText);
}

} // namespace

HeatmapCellLayer::HeatmapCellLayer(QCustomPlot* plot, const HeatmapState& state)
    : QCPLayerable(plot, QStringLiteral("grid")), m_state(state)
{
}

void HeatmapCellLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void HeatmapCellLayer::draw(QCPPainter* painter)
{
    painter->save();
    painter->setFont(m_state.font);
    drawCells(*painter);
    drawTexts(*painter);
    const bool isTransposed = m_state.geometry.isTransposed;
    drawAxisTitle(*painter, isTransposed ? m_state.rows : m_state.columns, true);
    drawAxisTitle(*painter, isTransposed ? m_state.columns : m_state.rows, false);
    if (m_state.isScaleVisible) {
        const QRectF& map = m_state.geometry.map;
        painter->setPen(QPen(textColor(m_state), 1.0));
        paintColorScale(*painter,
                        QRectF(map.right() + QFontMetricsF(m_state.font).height() * 0.6, map.top(),
                               1.0, map.height()),
                        ColorMap::of(m_state.map), m_state.range);
    }
    painter->restore();
}

void HeatmapCellLayer::drawCells(QCPPainter& painter) const
{
    const HeatmapGeometry& geometry = m_state.geometry;
    if (!m_state.data || m_state.image.isNull() || geometry.map.isEmpty()) {
        return;
    }
    painter.save();
    painter.setClipRect(geometry.map);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    const double cell = geometry.cellSize();
    const QRectF whole(geometry.map.left() - (geometry.xLow() + 0.5) * cell,
                       geometry.map.bottom() + (geometry.yLow() + 0.5) * cell
                           - m_state.image.height() * cell,
                       m_state.image.width() * cell, m_state.image.height() * cell);
    painter.drawImage(whole, m_state.image);
    if (m_state.isHatched) {
        drawHatch(painter);
    }
    painter.restore();
}

void HeatmapCellLayer::drawHatch(QCPPainter& painter) const
{
    const HeatmapGeometry& geometry = m_state.geometry;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor::fromRgb(ColorMap::hatchColor()), 1.0));
    const HeatmapData& data = *m_state.data;
    for (int student = 0; student < data.students; ++student) {
        for (int teacher = 0; teacher < data.teachers; ++teacher) {
            const HeatmapCell place{student, teacher};
            const std::uint8_t reason = data.reason(place);
            if (reason == 0 || reason == kNotComputed || !data.isVisible(place)) {
                continue;
            }
            for (const QLineF& stroke : hatchLines(geometry.cellRect(place), kHatchSpacing)) {
                painter.drawLine(stroke);
            }
        }
    }
}

void HeatmapCellLayer::drawTexts(QCPPainter& painter) const
{
    const QFontMetricsF metrics(m_state.font);
    painter.setPen(textColor(m_state));
    QFont bold = m_state.font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.drawText(m_state.titleOrigin, m_state.title);
    painter.setFont(m_state.font);
    QPointF origin = m_state.boxOrigin;
    for (const QString& line : m_state.boxLines) {
        painter.drawText(origin, line);
        origin.ry() += metrics.height();
    }
}

void HeatmapCellLayer::drawAxisTitle(QCPPainter& painter, const HeatmapAxis& axis,
                                     bool isHorizontal) const
{
    if (axis.title.isEmpty()) {
        return;
    }
    const QRectF& map = m_state.geometry.map;
    const QFontMetricsF metrics(m_state.font);
    const QString text = HeatmapPlotTexts::tr(axis.title.toUtf8().constData());
    const bool hasMark = axis.mark != HeatmapAxis::Mark::None;
    const double mark = hasMark ? metrics.capHeight() : 0.0;
    const double gap = mark * 0.6;
    const double length = mark + gap + metrics.horizontalAdvance(text);
    painter.save();
    if (isHorizontal) {
        painter.translate(map.center().x() - length / 2.0,
                          map.bottom() + metrics.height() * 2.2 + metrics.ascent() * 0.5);
    } else {
        painter.translate(map.left() - metrics.height() * 0.9 - verticalTickWidth(axis, metrics),
                          map.center().y() + length / 2.0);
        painter.rotate(-90.0);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasMark) {
        drawRoleMark(painter, QRectF(0.0, -mark, mark, mark),
                     axis.mark == HeatmapAxis::Mark::Teacher);
    }
    painter.setPen(textColor(m_state));
    painter.drawText(QPointF(mark + gap, 0.0), text);
    painter.restore();
}

double verticalTickWidth(const HeatmapAxis& axis, const QFontMetricsF& metrics)
{
    double widest = metrics.horizontalAdvance(QStringLiteral("000"));
    for (const QString& name : axis.names) {
        widest = std::max(widest, metrics.horizontalAdvance(name));
    }
    return widest;
}

int LayerTicker::getSubTickCount(double)
{
    return 0;
}

QVector<double> LayerTicker::createTickVector(double, const QCPRange& range)
{
    QVector<double> ticks;
    for (const int tick : m_ticks) {
        if (tick >= range.lower && tick <= range.upper) {
            ticks.append(tick);
        }
    }
    return ticks;
}

QString LayerTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return m_axis.tick(static_cast<int>(std::lround(tick)));
}

} // namespace neurograft
