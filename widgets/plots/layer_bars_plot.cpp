// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/layer_bars_plot.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"
#include "widgets/plots/role_marks.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kLayerBarsPlotTickLength = 3.0;

/// A bar in the fill of its kind; attention is hatched.
void paintBar(QPainter& painter, const QRectF& rect, LayerBar bar, const QPalette& palette)
{
    const QRgb ink = palette.color(QPalette::WindowText).rgb();
    const QRgb color = layerBarColor(bar, ink, palette.color(QPalette::Window).rgb());
    painter.fillRect(rect, QColor::fromRgb(color));
    if (bar == LayerBar::Attention) {
        painter.fillRect(rect, QBrush(QColor::fromRgb(ink), Qt::BDiagPattern));
    }
}

} // namespace

LayerBarsPlot::LayerBarsPlot(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("layerBars"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    describe();
}

void LayerBarsPlot::setData(const LayerBarsData& data)
{
    if (data == m_data) {
        return;
    }
    m_data = data;
    m_range = layerBarsRange(data);
    m_hovered.reset();
    if (m_marked && !exists(*m_marked)) {
        m_marked.reset();
    }
    describe();
    update();
}

void LayerBarsPlot::setMarked(std::optional<LayerBarPlace> place)
{
    if (place && !exists(*place)) {
        place.reset();
    }
    if (place != m_marked) {
        m_marked = place;
        describe();
        update();
    }
}

bool LayerBarsPlot::exists(const LayerBarPlace& place) const
{
    return place.model >= 0 && place.model < static_cast<int>(m_data.models.size())
        && place.layer >= 0
        && place.layer < m_data.models[static_cast<std::size_t>(place.model)].layers();
}

void LayerBarsPlot::describe()
{
    setAccessibleName(m_data.measure == BarMeasure::Best ? tr("Best neurons per layer")
                          : m_data.isSingle()            ? tr("Sensitivity per layer")
                                                         : tr("Increase per layer"));
    setAccessibleDescription(layerBarsFinding(m_data)
                             + (m_marked ? u'\n' + layerBarsText(m_data, *m_marked) : QString()));
}

LayerBarsGeometry LayerBarsPlot::geometryOf(int model) const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const auto count = static_cast<double>(std::max<std::size_t>(1, m_data.models.size()));
    const double column = width() / count;
    const double left = std::ceil(line * 1.4 + metrics.horizontalAdvance(QStringLiteral("000"))
                                  + kLayerBarsPlotTickLength);
    const QRectF area(model * column + left, std::ceil(line * 2.9),
                      std::max(0.0, column - left - line * 0.7),
                      std::max(0.0, height() - std::ceil(line * 2.9) - std::ceil(line * 2.7)));
    return {area, m_data.models[static_cast<std::size_t>(model)].layers(), m_range, false,
            m_data.isSingle()};
}

std::optional<LayerBarPlace> LayerBarsPlot::layerAt(const QPointF& position) const
{
    for (int model = 0; model < static_cast<int>(m_data.models.size()); ++model) {
        const int layer = geometryOf(model).layerAt(position);
        if (layer >= 0) {
            return LayerBarPlace{model, layer};
        }
    }
    return std::nullopt;
}

QRectF LayerBarsPlot::barRect(const LayerBarPlace& place, LayerBar bar) const
{
    return exists(place)
        ? geometryOf(place.model)
              .barRect(place.layer, bar,
                       m_data.models[static_cast<std::size_t>(place.model)].value(place.layer, bar))
        : QRectF();
}

QSize LayerBarsPlot::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 18, line * 14};
}

QSize LayerBarsPlot::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 11, line * 9};
}

void LayerBarsPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    if (m_data.models.empty()) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, accessibleDescription());
    } else {
        paintLegend(painter);
    }
    for (int model = 0; model < static_cast<int>(m_data.models.size()); ++model) {
        paintModel(painter, model);
        paintAxes(painter, model);
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

void LayerBarsPlot::paintLegend(QPainter& painter) const
{
    const QFontMetricsF metrics(font());
    double x = geometryOf(0).area.left();
    const double baseline = metrics.ascent() + metrics.height() * 0.2;
    const double field = metrics.capHeight();
    for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
        paintBar(painter, QRectF(x, baseline - field, field * 1.6, field), bar, palette());
        x += field * 2.2;
        const QString title = layerBarTitle(m_data, bar);
        painter.drawText(QPointF(x, baseline), title);
        x += metrics.horizontalAdvance(title) + field * 1.5;
    }
}

void LayerBarsPlot::paintModel(QPainter& painter, int model) const
{
    const LayerBarsModel& own = m_data.models[static_cast<std::size_t>(model)];
    const LayerBarsGeometry geometry = geometryOf(model);
    const QColor ink = palette().color(QPalette::WindowText);
    if (m_hovered && m_hovered->model == model) {
        QColor band = palette().color(QPalette::Highlight);
        band.setAlphaF(0.2F);
        painter.fillRect(geometry.bandOf(m_hovered->layer), band);
    }
    for (int layer = 0; layer < own.layers(); ++layer) {
        for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
            const QRectF rect = geometry.barRect(layer, bar, own.value(layer, bar));
            if (!rect.isEmpty()) {
                paintBar(painter, rect, bar, palette());
            }
        }
    }
    painter.setBrush(Qt::NoBrush);
    if (m_marked && m_marked->model == model) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawRect(geometry.bandOf(m_marked->layer));
    }
    painter.setPen(QPen(ink, 1.0));
}

void LayerBarsPlot::paintAxes(QPainter& painter, int model) const
{
    const LayerBarsModel& own = m_data.models[static_cast<std::size_t>(model)];
    const LayerBarsGeometry geometry = geometryOf(model);
    const QRectF& area = geometry.area;
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const double zero = geometry.valuePlace(0.0);
    painter.drawLine(QPointF(zero, area.top()), QPointF(zero, area.bottom()));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const auto advance = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    for (const int layer : layerTicks(
             own.layers(), geometry.step(), [&](int) { return metrics.ascent(); }, 0.0)) {
        const double y = geometry.layerPlace(layer);
        const QString text = QString::number(layer);
        painter.drawLine(QPointF(area.left() - kLayerBarsPlotTickLength, y),
                         QPointF(area.left(), y));
        painter.drawText(QPointF(area.left() - kLayerBarsPlotTickLength - 2.0 - advance(text),
                                 y + metrics.capHeight() / 2.0),
                         text);
    }
    const double widest = advance(QStringLiteral("−0.00")) + metrics.averageCharWidth();
    const int most = std::clamp(static_cast<int>(area.width() / widest), 2, 6);
    const std::vector<double> ticks = layerBarsTicks(m_data, most);
    for (const double tick : ticks) {
        const double x = geometry.valuePlace(tick);
        const QString text = numberText(tick, tickDecimals(ticks));
        painter.drawLine(QPointF(x, area.bottom()),
                         QPointF(x, area.bottom() + kLayerBarsPlotTickLength));
        painter.drawText(QPointF(x - advance(text) / 2.0,
                                 area.bottom() + kLayerBarsPlotTickLength + metrics.ascent()),
                         text);
    }
    const QString axis = layerBarsAxisTitle(m_data);
    painter.drawText(QPointF(area.center().x() - advance(axis) / 2.0,
                             area.bottom() + kLayerBarsPlotTickLength + line + metrics.ascent()),
                     axis);
    // The model above its bars, with its role's mark.
    const double mark = metrics.capHeight();
    const double baseline = area.top() - metrics.descent() - line * 0.2;
    double start = area.left();
    if (own.role != QLatin1String("model")) {
        painter.setRenderHint(QPainter::Antialiasing);
        drawRoleMark(painter, QRectF(start, baseline - mark, mark, mark),
                     own.role == QLatin1String("teacher"));
        painter.setRenderHint(QPainter::Antialiasing, false);
        start += mark * 1.6;
    }
    painter.drawText(QPointF(start, baseline),
                     metrics.elidedText(layerBarsModelTitle(m_data, own), Qt::ElideRight,
                                        std::max(0.0, area.right() + line * 0.7 - start)));
    const QString up = tr("layer");
    painter.save();
    painter.translate(area.left() - kLayerBarsPlotTickLength - 2.0 - advance(QStringLiteral("000"))
                          - metrics.descent(),
                      area.center().y() + advance(up) / 2.0);
    painter.rotate(-90.0);
    painter.drawText(QPointF(), up);
    painter.restore();
}

void LayerBarsPlot::setHovered(std::optional<LayerBarPlace> place, const QPoint& globalPosition)
{
    if (place == m_hovered) {
        return;
    }
    m_hovered = place;
    const QString text = place ? layerBarsText(m_data, *place) : QString();
    if (place) {
        QToolTip::showText(globalPosition, text, this);
    } else {
        QToolTip::hideText();
    }
    update();
    Q_EMIT hovered(place ? place->model : -1, place ? place->layer : -1, text);
}

void LayerBarsPlot::mouseMoveEvent(QMouseEvent* event)
{
    setHovered(layerAt(event->position()), event->globalPosition().toPoint());
}

void LayerBarsPlot::mousePressEvent(QMouseEvent* event)
{
    const auto place = layerAt(event->position());
    if (event->button() == Qt::LeftButton && place) {
        setMarked(place);
        Q_EMIT layerChosen(place->model, place->layer);
    }
}

void LayerBarsPlot::leaveEvent(QEvent*)
{
    setHovered(std::nullopt, {});
}

void LayerBarsPlot::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers keys = event->modifiers() & ~Qt::KeypadModifier;
    LayerBarPlace place = m_marked.value_or(LayerBarPlace{0, -1});
    if (keys != Qt::NoModifier || m_data.models.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        ++place.layer;
        break;
    case Qt::Key_Down:
        --place.layer;
        break;
    case Qt::Key_Left:
        --place.model;
        break;
    case Qt::Key_Right:
        ++place.model;
        break;
    case Qt::Key_Home:
        place.layer = 0;
        break;
    case Qt::Key_End:
        place.layer = m_data.models[static_cast<std::size_t>(place.model)].layers() - 1;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (exists(place)) {
        setMarked(place);
        Q_EMIT layerChosen(place.model, place.layer);
    }
}

void LayerBarsPlot::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void LayerBarsPlot::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void LayerBarsPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace neurograft
