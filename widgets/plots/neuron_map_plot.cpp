// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_plot.h"

#include "widgets/plots/neuron_map_accessible.h"
#include "widgets/plots/neuron_map_loupe.h"

#include <QAccessible>
#include <QKeyEvent>

#include <algorithm>

namespace neurograft {

NeuronMapPlot::NeuronMapPlot(QWidget* parent) : QWidget(parent), m_loupe(new NeuronLoupe(this))
{
    installNeuronMapAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    describe();
}

NeuronMapPlot::~NeuronMapPlot() = default;

void NeuronMapPlot::setData(std::shared_ptr<const NeuronMapData> data)
{
    const int layers = data ? data->layers : 0;
    const int width = data ? data->width : 0;
    const bool isSameSize = m_data && m_data->layers == layers && m_data->width == width;
    m_data = std::move(data);
    m_hovered.reset();
    m_loupe->hide();
    if (!isSameSize) {
        m_view = fullNeuronView(layers, width);
        m_marks = {};
        if (m_selected && !(m_data && m_data->isValid(*m_selected))) {
            setSelected(std::nullopt);
        }
    }
    if (m_data && !m_hasColors) {
        m_colors = neuronColors(*m_data);
        m_range = neuronColorRange(m_colors, {m_data.get()});
    }
    describe();
    invalidate();
}

void NeuronMapPlot::setColors(const ColorSettings& colors, const ColorRange& range)
{
    m_hasColors = true;
    if (m_colors == colors && m_range == range) {
        return;
    }
    m_colors = colors;
    m_range = range;
    invalidate();
}

void NeuronMapPlot::setColorScaleVisible(bool isVisible)
{
    m_isScaleVisible = isVisible;
    invalidate();
}

void NeuronMapPlot::setSelected(std::optional<NeuronPlace> place)
{
    if (place == m_selected) {
        return;
    }
    m_selected = place;
    update();
    Q_EMIT selectedChanged(place ? place->layer : -1, place ? place->index : -1);
    if (QAccessible::isActive() && place && m_data && m_data->isValid(*place)) {
        QAccessibleValueChangeEvent changed(this, neuronText(*m_data, *place));
        QAccessible::updateAccessibility(&changed);
    }
}

void NeuronMapPlot::setMarks(const NeuronMarks& marks)
{
    if (marks != m_marks) {
        m_marks = marks;
        invalidate(); // ticks and fading are part of the picture
    }
}

void NeuronMapPlot::bringIntoView(const NeuronPlace& place)
{
    if (!m_data || !m_data->isValid(place) || m_view.contains(place)) {
        return;
    }
    // A neuron that is far away is put in the middle, a near one at the edge.
    const auto shift = [](int at, int low, int high) {
        const int span = high - low;
        if (at >= low && at < high) {
            return 0;
        }
        if (at < low - span || at >= high + span) {
            return at - (low + span / 2);
        }
        return at < low ? at - low : at - high + 1;
    };
    userView(pannedNeurons(m_view, shift(place.layer, m_view.layerLow, m_view.layerHigh),
                           shift(place.index, m_view.indexLow, m_view.indexHigh), m_data->layers,
                           m_data->width));
}

void NeuronMapPlot::setView(const NeuronView& view)
{
    if (view != m_view) {
        m_view = view;
        m_hovered.reset();
        m_loupe->hide();
        invalidate();
    }
}

void NeuronMapPlot::resetView()
{
    if (m_data) {
        userView(fullNeuronView(m_data->layers, m_data->width));
    }
}

void NeuronMapPlot::zoomBy(double factor)
{
    if (!m_data) {
        return;
    }
    const bool isFrameShown = m_selected && m_view.contains(*m_selected);
    const double around =
        isFrameShown ? m_selected->index + 0.5 : (m_view.indexLow + m_view.indexHigh) / 2.0;
    userView(zoomedNeurons(m_view, factor, around, m_data->width));
}

void NeuronMapPlot::userView(const NeuronView& view)
{
    if (view != m_view) {
        setView(view);
        Q_EMIT viewChanged(m_view);
    }
}

void NeuronMapPlot::setLoupeEnabled(bool isEnabled)
{
    m_isLoupeEnabled = isEnabled;
    if (!isEnabled) {
        m_loupe->hide();
    }
}

std::optional<NeuronMapPlot::Bin> NeuronMapPlot::binAt(const QPointF& position) const
{
    prepare();
    if (!hasMap() || !m_geometry.map.contains(position)) {
        return std::nullopt;
    }
    return nearestBin(position);
}

NeuronMapPlot::Bin NeuronMapPlot::nearestBin(const QPointF& position) const
{
    const QRectF& map = m_geometry.map;
    // Multiplied first: a whole pixel then never falls short of its bin.
    const auto binAlong = [](double distance, double length, int bins) {
        const int bin = static_cast<int>(std::floor(distance * bins / std::max(1.0, length)));
        return std::clamp(bin, 0, std::max(0, bins - 1));
    };
    return {binAlong(map.bottom() - position.y(), map.height(), m_pool.rows),
            binAlong(position.x() - map.left(), map.width(), m_pool.columns)};
}

NeuronMapPlot::Bin NeuronMapPlot::binOf(const NeuronPlace& place) const
{
    return {m_pool.rowOf(place.layer), m_pool.columnOf(place.index)};
}

QRectF NeuronMapPlot::rectOf(const Bin& bin) const
{
    const QRectF& map = m_geometry.map;
    const double width = map.width() / m_pool.columns;
    const double height = map.height() / m_pool.rows;
    return {map.left() + bin.column * width, map.bottom() - (bin.row + 1) * height, width, height};
}

NeuronPlace NeuronMapPlot::neuronOf(const Bin& bin) const
{
    const std::int64_t winner = m_pool.winners[m_pool.at(bin.row, bin.column)];
    if (winner >= 0) {
        return m_data->placeOf(static_cast<std::size_t>(winner));
    }
    const NeuronView part = m_pool.binView(bin.row, bin.column);
    return {part.layerLow, part.indexLow};
}

std::optional<NeuronPlace> NeuronMapPlot::neuronAt(const QPointF& position) const
{
    const auto bin = binAt(position);
    return bin ? std::optional(neuronOf(*bin)) : std::nullopt;
}

QRectF NeuronMapPlot::binRect(const NeuronPlace& place) const
{
    prepare();
    return hasMap() && m_view.contains(place) ? rectOf(binOf(place)) : QRectF();
}

QColor NeuronMapPlot::binColor(const NeuronPlace& place) const
{
    prepare();
    if (!hasMap() || !m_view.contains(place)) {
        return Qt::transparent;
    }
    const Bin bin = binOf(place);
    return QColor::fromRgb(m_cells.pixel(bin.column, m_pool.rows - 1 - bin.row));
}

void NeuronMapPlot::describe()
{
    setAccessibleName(m_data ? tr("Neuron map %1").arg(neuronMapTitle(*m_data)) : tr("Neuron map"));
    setAccessibleDescription(m_data ? neuronFinding(*m_data) : tr("no data yet"));
}

QSize NeuronMapPlot::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 24, line * 14};
}

QSize NeuronMapPlot::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 12, line * 9};
}

void NeuronMapPlot::moveFrame(int byColumns, int byRows)
{
    prepare();
    if (!hasMap()) {
        return;
    }
    if (!m_selected) {
        const NeuronPlace highest = neuronStatistics(*m_data).highest;
        setSelected(highest);
        bringIntoView(highest);
        return;
    }
    bringIntoView(*m_selected);
    prepare();
    const Bin now = binOf(*m_selected);
    const Bin next{now.row + byRows, now.column + byColumns};
    const bool isInside =
        next.row >= 0 && next.row < m_pool.rows && next.column >= 0 && next.column < m_pool.columns;
    NeuronPlace place = *m_selected;
    if (isInside) {
        place = neuronOf(next);
    } else { // over the edge of the part shown, as far as the map goes
        place.layer = next.row < 0    ? m_view.layerLow - 1
            : next.row >= m_pool.rows ? m_view.layerHigh
                                      : place.layer;
        place.index = next.column < 0       ? m_view.indexLow - 1
            : next.column >= m_pool.columns ? m_view.indexHigh
                                            : place.index;
        if (!m_data->isValid(place)) {
            return;
        }
    }
    setSelected(place);
    bringIntoView(place);
}

void NeuronMapPlot::moveToEnd(bool isLast)
{
    prepare();
    if (hasMap()) {
        const int row = m_selected && m_view.contains(*m_selected) ? binOf(*m_selected).row : 0;
        setSelected(neuronOf({row, isLast ? m_pool.columns - 1 : 0}));
    }
}

void NeuronMapPlot::moveToLocated(int step)
{
    if (!m_data || !m_selected || m_data->isLocated.empty()) {
        return;
    }
    NeuronPlace place = *m_selected;
    do {
        place.index += step;
    } while (m_data->isValid(place) && !m_data->isLocatedAt(place));
    if (m_data->isValid(place)) {
        setSelected(place);
        bringIntoView(place);
    }
}

void NeuronMapPlot::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers keys = event->modifiers() & ~Qt::KeypadModifier;
    const int key = event->key();
    if (key == Qt::Key_Escape && m_brush) {
        dropBrush();
        m_press.reset();
        return;
    }
    if (keys == Qt::ControlModifier && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        moveToLocated(key == Qt::Key_Left ? -1 : 1);
        return;
    }
    const bool isArrow = key >= Qt::Key_Left && key <= Qt::Key_Down;
    if (isArrow && keys != Qt::NoModifier) {
        QWidget::keyPressEvent(event); // Shift+arrow walks the set, a matter of the view
        return;
    }
    switch (key) {
    case Qt::Key_Left:
        moveFrame(-1, 0);
        return;
    case Qt::Key_Right:
        moveFrame(1, 0);
        return;
    case Qt::Key_Up:
        moveFrame(0, 1);
        return;
    case Qt::Key_Down:
        moveFrame(0, -1);
        return;
    case Qt::Key_Home:
    case Qt::Key_End:
        moveToEnd(key == Qt::Key_End);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected) {
            Q_EMIT activated(m_selected->layer, m_selected->index);
            return;
        }
        break;
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoomBy(key == Qt::Key_Plus ? 1.25 : 0.8);
        return;
    case Qt::Key_0:
        resetView();
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace neurograft
