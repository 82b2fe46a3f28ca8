// SPDX-License-Identifier: GPL-3.0-or-later
// What the pointer does on a NeuronMapPlot: hover, loupe, click, brush, pan, zoom.
#include "widgets/plots/neuron_map_plot.h"

#include "widgets/plots/neuron_map_loupe.h"

#include <QApplication>
#include <QHelpEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace neurograft {

bool NeuronMapPlot::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        if (!m_hovered) { // over a neuron its read-out stays
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(),
                               tr("Click selects a neuron, Ctrl+click adds it to the set, dragging "
                                  "brushes a range. The wheel zooms neurons, with Shift layers; "
                                  "the middle button or Ctrl+drag pans, a double click shows the "
                                  "whole map."),
                               this);
        }
        return true;
    }
    return QWidget::event(event);
}

void NeuronMapPlot::hover(const QPointF& position, const QPoint& globalPosition)
{
    const auto bin = binAt(position);
    if (bin == m_hovered) {
        return;
    }
    if (!bin) {
        leave();
        return;
    }
    m_hovered = bin;
    update();
    const NeuronPlace place = neuronOf(*bin);
    const QString text = neuronText(*m_data, place);
    QToolTip::showText(globalPosition, text, this);
    const NeuronView part = m_pool.binView(bin->row, bin->column);
    if (m_isLoupeEnabled && part.layers() * part.neurons() > 1) {
        m_loupe->showBin(*m_data, part, position);
    } else {
        m_loupe->hide();
    }
    Q_EMIT hovered(place.layer, place.index, text);
}

void NeuronMapPlot::leave()
{
    if (m_hovered) {
        m_hovered.reset();
        m_loupe->hide();
        QToolTip::hideText();
        update();
        Q_EMIT hovered(-1, -1, QString());
    }
}

void NeuronMapPlot::leaveEvent(QEvent*)
{
    leave();
}

void NeuronMapPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::RightButton) {
        click(*event); // the menu that follows speaks of this neuron
    }
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    const bool isPan = event->button() == Qt::MiddleButton
        || (event->modifiers() & Qt::ControlModifier) != Qt::NoModifier;
    const auto bin = binAt(event->position());
    m_press.reset(); // axis and title are no place to drag from
    if (bin) {
        m_press = Press{event->position(), m_view, *bin, isPan, false};
    }
}

void NeuronMapPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (m_press && (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) != Qt::NoButton) {
        drag(*event);
    }
    if (!m_press || !m_press->isDragged || !m_press->isPan) {
        hover(event->position(), event->globalPosition().toPoint());
    }
}

void NeuronMapPlot::drag(const QMouseEvent& mouse)
{
    const QPointF moved = mouse.position() - m_press->position;
    m_press->isDragged =
        m_press->isDragged || moved.manhattanLength() >= QApplication::startDragDistance();
    if (!m_press->isDragged || !m_data) {
        return;
    }
    if (m_press->isPan) {
        const auto steps = [](double pixels, double size) {
            return size > 0.0 ? static_cast<int>(std::lround(pixels / size)) : 0;
        };
        userView(pannedNeurons(m_press->view, steps(moved.y(), m_geometry.layerHeight()),
                               steps(-moved.x(), m_geometry.neuronWidth()), m_data->layers,
                               m_data->width));
        return;
    }
    prepare();
    const Bin end = nearestBin(mouse.position());
    const NeuronView a = m_pool.binView(m_press->bin.row, m_press->bin.column);
    const NeuronView b = m_pool.binView(end.row, end.column);
    const NeuronView block{std::min(a.layerLow, b.layerLow), std::max(a.layerHigh, b.layerHigh),
                           std::min(a.indexLow, b.indexLow), std::max(a.indexHigh, b.indexHigh)};
    if (end == m_press->bin) {
        dropBrush();
    } else if (m_brush != std::optional(block)) {
        m_brush = block;
        update();
    }
}

void NeuronMapPlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_press || (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)) {
        QWidget::mouseReleaseEvent(event);
        return;
    }
    const std::optional<NeuronView> block = m_brush;
    const Press press = *m_press;
    dropBrush();
    m_press.reset();
    if (block) {
        Q_EMIT brushed(*block);
    } else if (event->button() == Qt::LeftButton && !(press.isDragged && press.isPan)) {
        click(*event);
    }
}

void NeuronMapPlot::click(const QMouseEvent& mouse)
{
    const auto place = neuronAt(mouse.position());
    if (!place) {
        return;
    }
    if ((mouse.modifiers() & Qt::ControlModifier) != Qt::NoModifier) {
        Q_EMIT toggled(place->layer, place->index);
    } else if ((mouse.modifiers() & Qt::ShiftModifier) != Qt::NoModifier && m_selected) {
        Q_EMIT brushed(viewBetween(*m_selected, *place));
    } else {
        setSelected(place);
        Q_EMIT clicked(place->layer, place->index);
    }
}

void NeuronMapPlot::dropBrush()
{
    if (m_brush) {
        m_brush.reset();
        update();
    }
}

void NeuronMapPlot::mouseDoubleClickEvent(QMouseEvent*)
{
    m_press.reset();
    resetView();
}

void NeuronMapPlot::wheelEvent(QWheelEvent* event)
{
    // With Shift some platforms turn the wheel sideways.
    const QPoint turned = event->angleDelta();
    const int delta = turned.y() != 0 ? turned.y() : turned.x();
    if (!m_data || delta == 0) {
        QWidget::wheelEvent(event);
        return;
    }
    prepare();
    const double factor = std::pow(1.2, delta / 120.0);
    const NeuronPlace around = m_geometry.nearest(event->position());
    if ((event->modifiers() & Qt::ShiftModifier) != Qt::NoModifier) {
        userView(zoomedLayers(m_view, factor, around.layer + 0.5, m_data->layers));
    } else {
        userView(zoomedNeurons(m_view, factor, around.index + 0.5, m_data->width));
    }
    event->accept();
}

} // namespace neurograft
