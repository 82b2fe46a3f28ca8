// SPDX-License-Identifier: GPL-3.0-or-later
// What the pointer does on a HeatmapPlot: hover, click, brush, pan, zoom.
#include "widgets/plots/heatmap_plot_private.h"

#include <QApplication>
#include <QHelpEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace neurograft {

bool HeatmapPlot::Private::takePointer(QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseMove: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (pressed && (mouse.buttons() & (Qt::LeftButton | Qt::MiddleButton))) {
            drag(mouse);
        }
        if (!pressed || !pressed->isDragged || !pressed->isPan) {
            hover(mouse.position() + plot->pos(), mouse.globalPosition().toPoint());
        }
        return true;
    }
    case QEvent::MouseButtonPress: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        q->setFocus(Qt::MouseFocusReason);
        if (mouse.button() == Qt::RightButton) {
            click(mouse); // the menu that follows speaks of this cell
        }
        if (mouse.button() != Qt::LeftButton && mouse.button() != Qt::MiddleButton) {
            return false;
        }
        press(mouse);
        return true;
    }
    case QEvent::MouseButtonRelease: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (mouse.button() != Qt::LeftButton && mouse.button() != Qt::MiddleButton) {
            return false;
        }
        release(mouse);
        return true;
    }
    case QEvent::MouseButtonDblClick:
        pressed.reset();
        q->resetView();
        return true;
    case QEvent::Wheel: {
        const auto& wheel = *static_cast<QWheelEvent*>(event);
        const QPointF layers = state.geometry.layersAt(wheel.position());
        const double factor = std::pow(1.2, wheel.angleDelta().y() / 120.0);
        const bool isTransposed = state.geometry.isTransposed;
        userView(zoomed(view, factor, isTransposed ? layers.y() : layers.x(),
                        isTransposed ? layers.x() : layers.y(), state.students, state.teachers));
        return true;
    }
    case QEvent::ToolTip:
        if (!hovered) { // over a cell its read-out stays
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(),
                               tr("Click selects a cell, Ctrl+click adds it to the set, dragging "
                                  "brushes a block. The wheel zooms, the middle button or "
                                  "Ctrl+drag pans, a double click shows the whole map."),
                               plot);
        }
        return true;
    case QEvent::Leave:
        leave();
        return false;
    default:
        return false;
    }
}

HeatmapCell HeatmapPlot::Private::nearestCell(const QPointF& position) const
{
    const QPointF layers = state.geometry.layersAt(position);
    const bool isTransposed = state.geometry.isTransposed;
    const auto near = [](double layer, int count) {
        return std::clamp(static_cast<int>(std::floor(layer + 0.5)), 0, std::max(0, count - 1));
    };
    return {near(isTransposed ? layers.x() : layers.y(), state.students),
            near(isTransposed ? layers.y() : layers.x(), state.teachers)};
}

void HeatmapPlot::Private::press(const QMouseEvent& mouse)
{
    layOut();
    const bool isPan =
        mouse.button() == Qt::MiddleButton || (mouse.modifiers() & Qt::ControlModifier);
    if (!isPan && !state.geometry.map.contains(mouse.position())) {
        pressed.reset(); // axis and title are no place to brush from
        return;
    }
    pressed = Press{mouse.position(), view, nearestCell(mouse.position()), isPan, false};
}

void HeatmapPlot::Private::drag(const QMouseEvent& mouse)
{
    const QPointF moved = mouse.position() - pressed->position;
    pressed->isDragged =
        pressed->isDragged || moved.manhattanLength() >= QApplication::startDragDistance();
    const double cell = state.geometry.cellSize();
    if (!pressed->isDragged || cell <= 0.0) {
        return;
    }
    if (pressed->isPan) {
        const QPointF layers(-moved.x() / cell, moved.y() / cell);
        const bool isTransposed = state.geometry.isTransposed;
        userView(panned(pressed->view, isTransposed ? layers.y() : layers.x(),
                        isTransposed ? layers.x() : layers.y(), state.students, state.teachers));
        return;
    }
    const HeatmapBlock block = blockBetween(pressed->cell, nearestCell(mouse.position()));
    if (block.cells() == 1) {
        dropBrush();
    } else if (!state.brush || !(*state.brush == block)) {
        state.brush = block;
        replotOverlay();
    }
}

void HeatmapPlot::Private::release(const QMouseEvent& mouse)
{
    if (!pressed) {
        return;
    }
    const std::optional<HeatmapBlock> block = state.brush;
    dropBrush();
    const Press press = *pressed;
    pressed.reset();
    if (block) {
        Q_EMIT q->brushed(*block);
    } else if (mouse.button() == Qt::LeftButton && !(press.isDragged && press.isPan)) {
        click(mouse);
    }
}

void HeatmapPlot::Private::click(const QMouseEvent& mouse)
{
    const auto cell = q->cellAt(mouse.position() + plot->pos());
    if (!cell) {
        return;
    }
    if (mouse.modifiers() & Qt::ControlModifier) {
        Q_EMIT q->cellToggled(cell->student, cell->teacher);
    } else if ((mouse.modifiers() & Qt::ShiftModifier) && state.selected) {
        Q_EMIT q->brushed(blockBetween(*state.selected, *cell));
    } else {
        q->setSelectedCell(cell);
        Q_EMIT q->cellClicked(cell->student, cell->teacher);
    }
}

void HeatmapPlot::Private::dropBrush()
{
    if (state.brush) {
        state.brush.reset();
        replotOverlay();
    }
}

} // namespace neurograft
