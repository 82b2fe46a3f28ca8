// SPDX-License-Identifier: GPL-3.0-or-later
// How a NeuronMapPlot is drawn: layout, the picture of the map, axes, marks.
#include "widgets/plots/neuron_map_plot.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/role_marks.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kNeuronMapPlotPaintTickLength = 3.0;
constexpr double kFadedShare = 0.8; ///< of the background in bins that are dimmed
constexpr double kSmallestFrame = 7.0; ///< pixels: narrower bins are framed from outside

QRgb faded(QRgb color, QRgb background)
{
    const auto mix = [](int own, int other) {
        return static_cast<int>(own * (1.0 - kFadedShare) + other * kFadedShare);
    };
    return qRgb(mix(qRed(color), qRed(background)), mix(qGreen(color), qGreen(background)),
                mix(qBlue(color), qBlue(background)));
}

/// At least so large that a frame around it can be seen.
QRectF frameOf(const QRectF& bin)
{
    const double x = std::max(0.0, kSmallestFrame - bin.width()) / 2.0;
    const double y = std::max(0.0, kSmallestFrame - bin.height()) / 2.0;
    return bin.adjusted(-x, -y, x, y);
}

/// White on black is seen on every colour of every map.
void strokeTwice(QPainter& painter, const QRectF& rect, double width,
                 Qt::PenStyle style = Qt::SolidLine)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, width + 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect);
    painter.setPen(QPen(Qt::white, width, style, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(rect);
}

/// Device rows of layer rows counted from the bottom, so that they fill the height exactly.
struct Bands {
    int height;
    int rows;
    int bottom(int row) const { return height - edge(row); }
    int top(int row) const { return height - edge(row + 1); }
    int edge(int row) const
    {
        return static_cast<int>(static_cast<std::int64_t>(row) * height / rows);
    }
};

} // namespace

void NeuronMapPlot::invalidate()
{
    m_isStale = true;
    update();
}

void NeuronMapPlot::prepare() const
{
    const double ratio = devicePixelRatioF();
    if (!m_isStale && ratio == m_ratio && size() == m_size) {
        return;
    }
    m_isStale = false;
    m_ratio = ratio;
    m_size = size();
    layOut();
    drawPicture();
}

void NeuronMapPlot::layOut() const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const double left = std::ceil(line * 1.4 + metrics.horizontalAdvance(QStringLiteral("000"))
                                  + kNeuronMapPlotPaintTickLength);
    const double right =
        std::ceil(m_isScaleVisible ? line * 0.6 + colorScaleWidth(metrics, m_range) : line * 0.7);
    const QRectF inner =
        QRectF(rect()).adjusted(left, std::ceil(line * 1.5), -right, -std::ceil(line * 2.7));
    m_geometry.view = m_view;
    m_geometry.map = inner.width() >= 1.0 && inner.height() >= 1.0
        ? QRectF(std::floor(inner.left()), std::floor(inner.top()), std::floor(inner.width()),
                 std::floor(inner.height()))
        : QRectF(inner.topLeft(), QSizeF(0.0, 0.0));
}

void NeuronMapPlot::drawPicture() const
{
    m_pool = {};
    m_cells = {};
    m_picture = {};
    const QSize pixels = (m_geometry.map.size() * m_ratio).toSize();
    if (!m_data || m_view.isEmpty() || pixels.isEmpty()) {
        return;
    }
    // A layer needs a second row of pixels for its ticks.
    m_pool = maxPool(*m_data, m_view, pixels.width(), std::max(1, pixels.height() / 2));
    m_cells = neuronImage(m_pool, *m_data, ColorMap::of(m_colors.map), m_range);
    std::vector<std::uint8_t> isInSet(m_marks.set.empty() ? 0 : m_pool.winners.size(), 0);
    for (const NeuronPlace& place : m_marks.set) {
        if (m_view.contains(place)) {
            const Bin bin = binOf(place);
            isInSet[m_pool.at(bin.row, bin.column)] = 1;
        }
    }
    const QRgb background = palette().color(QPalette::Window).rgb();
    const QRgb ink = palette().color(QPalette::WindowText).rgb();
    const QRgb setColor = palette().color(QPalette::Highlight).rgb();
    std::vector<int> columns(static_cast<std::size_t>(pixels.width()));
    for (std::size_t x = 0; x < columns.size(); ++x) {
        columns[x] =
            static_cast<int>(x * static_cast<std::size_t>(m_pool.columns) / columns.size());
    }
    m_picture = QImage(pixels, QImage::Format_RGB32);
    m_picture.fill(background);
    const Bands bands{pixels.height(), m_pool.rows};
    for (int row = 0; row < m_pool.rows; ++row) {
        const int top = bands.top(row);
        const int bottom = bands.bottom(row);
        const int tick = locatedTickHeight(bottom - top);
        const int setTick = isInSet.empty() || bottom - top - tick < 2 ? 0 : tick;
        const auto* cells =
            reinterpret_cast<const QRgb*>(m_cells.constScanLine(m_pool.rows - 1 - row));
        for (int y = top; y < bottom; ++y) {
            auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(y));
            for (std::size_t x = 0; x < columns.size(); ++x) {
                const int column = columns[x];
                const std::size_t bin = m_pool.at(row, column);
                if (y >= bottom - tick) {
                    line[x] = m_pool.located[bin] != 0 ? ink : background;
                } else if (y < top + setTick) {
                    line[x] = isInSet[bin] != 0 ? setColor : background;
                } else {
                    const bool isDimmed =
                        m_marks.isRestDimmed && (isInSet.empty() || isInSet[bin] == 0);
                    line[x] = isDimmed ? faded(cells[column], background) : cells[column];
                }
            }
        }
    }
    m_picture.setDevicePixelRatio(m_ratio);
}

QRectF NeuronMapPlot::tickRect(const NeuronPlace& place) const
{
    prepare();
    if (!hasMap() || !m_view.contains(place) || !m_data->isLocatedAt(place)) {
        return {};
    }
    const Bin bin = binOf(place);
    const Bands bands{m_picture.height(), m_pool.rows};
    const int bottom = bands.bottom(bin.row);
    const int tick = locatedTickHeight(bottom - bands.top(bin.row));
    const QRectF column = rectOf(bin);
    return tick == 0 ? QRectF()
                     : QRectF(column.left(), m_geometry.map.top() + (bottom - tick) / m_ratio,
                              column.width(), tick / m_ratio);
}

QString NeuronMapPlot::neuronAxisTitle() const
{
    prepare();
    if (m_data && m_data->family == NeuronFamily::Head) {
        return m_pool.isSingle() ? tr("head") : tr("head, max per pixel");
    }
    return hasMap() && !m_pool.isSingle() ? tr("neuron, max per pixel") : tr("neuron");
}

void NeuronMapPlot::paintEvent(QPaintEvent*)
{
    prepare();
    QPainter painter(this);
    const QRectF& map = m_geometry.map;
    if (!m_picture.isNull()) {
        painter.drawImage(map.topLeft(), m_picture);
    }
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(map.adjusted(-0.5, -0.5, 0.5, 0.5));
    paintTitles(painter);
    if (m_data) {
        paintAxes(painter);
    }
    if (m_data && m_isScaleVisible && map.height() > 0.0) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
        paintColorScale(painter,
                        QRectF(map.right() + QFontMetricsF(font()).height() * 0.6, map.top(), 1.0,
                               map.height()),
                        ColorMap::of(m_colors.map), m_range);
    }
    paintOverlay(painter);
}

void NeuronMapPlot::paintAxes(QPainter& painter) const
{
    const QFontMetricsF metrics(font());
    const QRectF& map = m_geometry.map;
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    const auto width = [&](int number) {
        return metrics.horizontalAdvance(QString::number(number));
    };
    const double neuron = m_geometry.neuronWidth();
    for (const int tick : neuronTicks(m_view.indexLow, m_view.indexHigh, neuron, width,
                                      metrics.averageCharWidth() * 2.0)) {
        const double x = map.left() + (tick - m_view.indexLow + 0.5) * neuron;
        painter.drawLine(QPointF(x, map.bottom() + 1.0),
                         QPointF(x, map.bottom() + kNeuronMapPlotPaintTickLength));
        painter.drawText(QPointF(x - width(tick) / 2.0,
                                 map.bottom() + kNeuronMapPlotPaintTickLength + metrics.ascent()),
                         QString::number(tick));
    }
    const double layer = m_geometry.layerHeight();
    const auto height = [&](int) { return metrics.ascent(); };
    for (const int tick : layerTicks(m_data->layers, layer, height, 0.0)) {
        if (tick < m_view.layerLow || tick >= m_view.layerHigh) {
            continue;
        }
        const double y = map.bottom() - (tick - m_view.layerLow + 0.5) * layer;
        painter.drawLine(QPointF(map.left() - kNeuronMapPlotPaintTickLength, y),
                         QPointF(map.left() - 1.0, y));
        painter.drawText(QPointF(map.left() - kNeuronMapPlotPaintTickLength - 2.0 - width(tick),
                                 y + metrics.capHeight() / 2.0),
                         QString::number(tick));
    }
}

void NeuronMapPlot::paintTitles(QPainter& painter) const
{
    const QFontMetricsF metrics(font());
    const QRectF& map = m_geometry.map;
    const double line = metrics.height();
    const double mark = metrics.capHeight();
    const bool hasRole = m_data && m_data->role != QLatin1String("model");
    const bool isTeacher = m_data && m_data->role == QLatin1String("teacher");
    painter.setPen(palette().color(QPalette::WindowText));
    if (m_data) {
        QFont bold = font();
        bold.setBold(true);
        const double baseline = map.top() - metrics.descent() - line * 0.2;
        const double start = map.left() + (hasRole ? mark * 1.6 : 0.0);
        if (hasRole) {
            painter.setRenderHint(QPainter::Antialiasing);
            drawRoleMark(painter, QRectF(map.left(), baseline - mark, mark, mark), isTeacher);
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
        painter.setFont(bold);
        painter.drawText(QPointF(start, baseline),
                         QFontMetricsF(bold).elidedText(neuronMapTitle(*m_data), Qt::ElideRight,
                                                        std::max(0.0, width() - start)));
        painter.setFont(font());
    }
    const QString across = neuronAxisTitle();
    painter.drawText(
        QPointF(map.center().x() - metrics.horizontalAdvance(across) / 2.0,
                map.bottom() + kNeuronMapPlotPaintTickLength + line + metrics.ascent()),
        across);
    const QString up = tr("layer");
    painter.save();
    painter.translate(metrics.ascent() + 1.0,
                      map.center().y() + metrics.horizontalAdvance(up) / 2.0);
    painter.rotate(-90.0);
    painter.drawText(QPointF(), up);
    painter.restore();
}

void NeuronMapPlot::paintOverlay(QPainter& painter) const
{
    const QRectF& map = m_geometry.map;
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0, Qt::SolidLine, Qt::SquareCap,
                            Qt::MiterJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(map.adjusted(-2.0, -2.0, 2.0, 2.0));
    }
    if (!hasMap()) {
        return;
    }
    painter.setClipRect(map.adjusted(-4.0, -4.0, 4.0, 4.0));
    if (m_marks.layer && *m_marks.layer >= m_view.layerLow && *m_marks.layer < m_view.layerHigh) {
        const QRectF row = rectOf({m_pool.rowOf(*m_marks.layer), 0});
        strokeTwice(painter, QRectF(map.left(), row.top(), map.width(), row.height()), 1.0);
    }
    if (m_hovered) {
        const QRectF bin = rectOf(*m_hovered);
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0, Qt::DotLine));
        const double x = std::floor(bin.center().x()) + 0.5;
        const double y = std::floor(bin.center().y()) + 0.5;
        painter.drawLine(QPointF(x, map.top()), QPointF(x, bin.top() - 3.0));
        painter.drawLine(QPointF(x, bin.bottom() + 3.0), QPointF(x, map.bottom()));
        painter.drawLine(QPointF(map.left(), y), QPointF(bin.left() - 3.0, y));
        painter.drawLine(QPointF(bin.right() + 3.0, y), QPointF(map.right(), y));
    }
    if (m_marks.pinned && m_view.contains(*m_marks.pinned)) {
        strokeTwice(painter, frameOf(rectOf(binOf(*m_marks.pinned))), 2.0, Qt::DashLine);
    }
    if (m_selected && m_view.contains(*m_selected)) {
        strokeTwice(painter, frameOf(rectOf(binOf(*m_selected))), 2.0);
    }
    if (m_brush) {
        strokeTwice(painter, m_geometry.rectOf(*m_brush), 1.0, Qt::DotLine);
    }
}

void NeuronMapPlot::resizeEvent(QResizeEvent*)
{
    m_hovered.reset();
    invalidate();
}

void NeuronMapPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        invalidate();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void NeuronMapPlot::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void NeuronMapPlot::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace neurograft
