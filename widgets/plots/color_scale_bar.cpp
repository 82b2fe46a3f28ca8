// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_scale_bar.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/heatmap_image.h"
#include "widgets/plots/number_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

double barWidth(const QFontMetricsF& metrics)
{
    return std::round(metrics.height() * 0.8);
}

double tickLength(const QFontMetricsF& metrics)
{
    return std::round(metrics.height() * 0.25);
}

} // namespace

double colorScaleWidth(const QFontMetricsF& metrics, const ColorRange& range)
{
    const std::vector<double> ticks = valueTicks(range);
    const int decimals = tickDecimals(ticks);
    double widest = 0.0;
    for (const double tick : ticks) {
        widest = std::max(widest, metrics.horizontalAdvance(numberText(tick, decimals)));
    }
    return std::ceil(barWidth(metrics) + 2.0 * tickLength(metrics) + widest);
}

void paintColorScale(QPainter& painter, const QRectF& area, const ColorMap& map,
                     const ColorRange& range)
{
    const QFontMetricsF metrics(painter.font());
    const QRectF bar(std::round(area.left()) + 0.5, std::round(area.top()) + 0.5, barWidth(metrics),
                     std::round(area.height()) - 1.0);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(bar, colorScaleImage(map));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    const std::vector<double> ticks = valueTicks(range);
    const int decimals = tickDecimals(ticks);
    const double length = tickLength(metrics);
    for (const double tick : ticks) {
        const double share = (tick - range.low) / (range.high - range.low);
        const double y = bar.bottom() - share * bar.height();
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + length, y));
        const double baseline = std::clamp(y + metrics.capHeight() / 2.0,
                                           area.top() + metrics.capHeight(), area.bottom());
        painter.drawText(QPointF(bar.right() + 2.0 * length, baseline), numberText(tick, decimals));
    }
}

ColorScaleBar::ColorScaleBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("scaleBar"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    refresh();
}

void ColorScaleBar::setColors(const ColorSettings& colors)
{
    m_colors = colors;
    refresh();
}

void ColorScaleBar::setRange(const ColorRange& range)
{
    m_range = range;
    refresh();
}

void ColorScaleBar::setTitle(const QString& title)
{
    m_title = title;
    refresh();
}

void ColorScaleBar::setUndefinedShown(bool isShown)
{
    m_isUndefinedShown = isShown;
    refresh();
}

void ColorScaleBar::setScaleCount(int scales)
{
    m_scaleCount = scales;
    refresh();
}

void ColorScaleBar::refresh()
{
    setAccessibleName(tr("Colour scale %1").arg(m_title));
    setAccessibleDescription(m_scaleCount > 1
                                 ? tr("%n scales, one per map", nullptr, m_scaleCount)
                                 : tr("from %1 to %2, %3")
                                       .arg(numberText(m_range.low, 2), numberText(m_range.high, 2),
                                            ColorMap::name(m_colors.map)));
    setToolTip(m_scaleCount > 1 ? tr("The maps have scales of their own. Lock the scale (L) to "
                                     "compare colours between them.")
                                : accessibleDescription());
    updateGeometry();
    update();
}

QSize ColorScaleBar::sizeHint() const
{
    const QFontMetricsF metrics(font());
    const double content =
        std::max(colorScaleWidth(metrics, m_range), metrics.horizontalAdvance(tr("undefined")));
    return {static_cast<int>(std::ceil(content + metrics.height() * 1.5)),
            static_cast<int>(metrics.height() * 14.0)};
}

QSize ColorScaleBar::minimumSizeHint() const
{
    return {sizeHint().width(), static_cast<int>(QFontMetricsF(font()).height() * 6.0)};
}

void ColorScaleBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    QRectF area = QRectF(rect()).adjusted(2.0, line, 0.0, -line * 0.5);
    if (m_isUndefinedShown) {
        const double box = barWidth(metrics);
        const QRectF field(area.left() + 0.5, area.bottom() - box, box, box);
        painter.fillRect(field, QColor::fromRgb(m_colors.undefinedColor));
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(QColor::fromRgb(ColorMap::hatchColor()), 1.0));
        const double spacing = m_colors.isHatched ? 4.0 : 0.0;
        for (const QLineF& stroke : hatchLines(field, spacing)) {
            painter.drawLine(stroke);
        }
        painter.restore();
        painter.drawRect(field);
        painter.drawText(QPointF(field.left(), field.top() - line * 0.3), tr("undefined"));
        area.setBottom(field.top() - line * 1.8);
    }
    const ColorMap& map = ColorMap::of(m_colors.map);
    if (m_scaleCount > 1) {
        const QRectF bar(std::round(area.left()) + 0.5, std::round(area.top()) + 0.5,
                         barWidth(metrics), std::round(area.height()) - 1.0);
        painter.drawImage(bar, colorScaleImage(map));
        painter.drawRect(bar);
        painter.drawText(QPointF(area.left(), area.top() - line * 0.3),
                         tr("%n scales", nullptr, m_scaleCount));
    } else {
        paintColorScale(painter, area, map, m_range);
    }
    painter.translate(width() - metrics.descent() - 1.0, area.center().y());
    painter.rotate(-90.0);
    const QString title = metrics.elidedText(m_title, Qt::ElideRight, area.height());
    painter.drawText(QPointF(-metrics.horizontalAdvance(title) / 2.0, 0.0), title);
}

} // namespace neurograft
