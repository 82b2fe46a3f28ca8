// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_plot_private.h"

#include "widgets/plots/heatmap_accessible.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

HeatmapPlot::HeatmapPlot(QWidget* parent) : QWidget(parent)
{
    installHeatmapAccessibility();
    d = std::make_unique<Private>(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->plot);
    d->plot->installEventFilter(this);
    setFocusPolicy(Qt::StrongFocus);
    connect(d->plot, &QCustomPlot::beforeReplot, this, [this] { d->layOut(); });
    d->applyPalette();
    d->describe();
}

HeatmapPlot::~HeatmapPlot() = default;

void HeatmapPlot::setData(std::shared_ptr<const HeatmapData> data)
{
    d->state.data = std::move(data);
    if (d->state.data) {
        d->state.rows = d->state.data->rows;
        d->state.columns = d->state.data->columns;
        d->setSize(d->state.data->students, d->state.data->teachers);
    }
    d->describe();
    d->rebuildImage();
}

std::shared_ptr<const HeatmapData> HeatmapPlot::data() const
{
    return d->state.data;
}

void HeatmapPlot::setExpectedSize(int students, int teachers)
{
    if (!d->state.data) {
        d->setSize(students, teachers);
        d->replot();
    }
}

void HeatmapPlot::setTitle(const QString& title)
{
    d->state.title = title;
    d->describe();
    d->replot();
}

QString HeatmapPlot::title() const
{
    return d->state.title;
}

void HeatmapPlot::setColorMap(ColorMapId map)
{
    d->state.map = map;
    d->rebuildImage();
}

ColorMapId HeatmapPlot::colorMap() const
{
    return d->state.map;
}

void HeatmapPlot::setColorRange(const ColorRange& range)
{
    d->state.range = range;
    d->rebuildImage();
}

ColorRange HeatmapPlot::colorRange() const
{
    return d->state.range;
}

void HeatmapPlot::setColors(const ColorSettings& colors, const ColorRange& range)
{
    d->state.map = colors.map;
    d->state.range = range;
    d->state.undefinedColor = colors.undefinedColor;
    d->state.isHatched = colors.isHatched;
    d->rebuildImage();
}

void HeatmapPlot::setColorScaleVisible(bool isVisible)
{
    d->state.isScaleVisible = isVisible;
    d->replot();
}

void HeatmapPlot::setTransposed(bool isTransposed)
{
    d->state.geometry.isTransposed = isTransposed;
    d->rebuildImage();
}

bool HeatmapPlot::isTransposed() const
{
    return d->state.geometry.isTransposed;
}

void HeatmapPlot::setBoxLines(const QStringList& lines)
{
    d->state.boxLines = lines;
    d->replot();
}

void HeatmapPlot::setHeaderLines(int lines)
{
    if (d->headerLines != lines) {
        d->headerLines = lines;
        d->replot();
    }
}

QStringList HeatmapPlot::boxLines() const
{
    return d->state.boxLines;
}

void HeatmapPlot::setCrosshair(std::optional<HeatmapCell> cell)
{
    if (cell != d->state.crosshair) {
        d->state.crosshair = cell;
        d->replotOverlay();
    }
}

std::optional<HeatmapCell> HeatmapPlot::crosshair() const
{
    return d->state.crosshair;
}

void HeatmapPlot::setSelectedCell(std::optional<HeatmapCell> cell)
{
    if (cell == d->state.selected) {
        return;
    }
    d->state.selected = cell;
    d->blockCorner.reset();
    d->replotOverlay();
    Q_EMIT selectedCellChanged(cell ? cell->student : -1, cell ? cell->teacher : -1);
    if (QAccessible::isActive() && cell && d->state.data && d->state.data->isValidCell(*cell)) {
        QAccessibleValueChangeEvent changed(this, cellText(*d->state.data, *cell));
        QAccessible::updateAccessibility(&changed);
    }
}

std::optional<HeatmapCell> HeatmapPlot::selectedCell() const
{
    return d->state.selected;
}

void HeatmapPlot::setMarks(const HeatmapMarks& marks)
{
    if (marks != d->state.marks) {
        d->state.marks = marks;
        if (marks.set.empty()) {
            d->blockCorner.reset(); // the block was dropped
        }
        d->replotOverlay();
    }
}

const HeatmapMarks& HeatmapPlot::marks() const
{
    return d->state.marks;
}

HeatmapView HeatmapPlot::view() const
{
    return d->view;
}

void HeatmapPlot::setView(const HeatmapView& view)
{
    if (view != d->view) {
        d->view = view;
        d->replot();
    }
}

void HeatmapPlot::resetView()
{
    d->userView(fullView(d->state.students, d->state.teachers));
}

void HeatmapPlot::zoomBy(double factor)
{
    const HeatmapView& now = d->view;
    const double teacher =
        d->state.selected ? d->state.selected->teacher : (now.teacherLow + now.teacherHigh) / 2.0;
    const double student =
        d->state.selected ? d->state.selected->student : (now.studentLow + now.studentHigh) / 2.0;
    d->userView(zoomed(now, factor, teacher, student, d->state.students, d->state.teachers));
}

std::optional<HeatmapCell> HeatmapPlot::cellAt(const QPointF& position) const
{
    d->layOut();
    return d->state.geometry.cellAt(position - d->plot->pos(), d->state.students,
                                    d->state.teachers);
}

QRectF HeatmapPlot::cellRect(const HeatmapCell& cell) const
{
    d->layOut();
    const QRectF rect = d->state.geometry.cellRect(cell).intersected(d->state.geometry.map);
    return rect.isEmpty() ? QRectF() : rect.translated(d->plot->pos());
}

QColor HeatmapPlot::cellColor(const HeatmapCell& cell) const
{
    if (!d->state.data || !d->state.data->isValidCell(cell)) {
        return Qt::transparent;
    }
    const bool isTransposed = d->state.geometry.isTransposed;
    const int x = isTransposed ? cell.student : cell.teacher;
    const int up = isTransposed ? cell.teacher : cell.student;
    return QColor::fromRgba(d->state.image.pixel(x, d->state.image.height() - 1 - up));
}

QSize HeatmapPlot::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 20, line * 18};
}

QSize HeatmapPlot::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 10, line * 9};
}

bool HeatmapPlot::eventFilter(QObject* watched, QEvent* event)
{
    return watched == d->plot ? d->takePointer(event) : QWidget::eventFilter(watched, event);
}

void HeatmapPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        d->applyPalette();
        d->replot();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void HeatmapPlot::keyPressEvent(QKeyEvent* event)
{
    const int far = std::max(d->state.students, d->state.teachers);
    if (event->key() == Qt::Key_Escape && d->state.brush) {
        d->dropBrush();
        d->pressed.reset();
        return;
    }
    if (event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down) {
        const int byX = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
        const int byY = event->key() == Qt::Key_Down ? -1 : event->key() == Qt::Key_Up ? 1 : 0;
        const Qt::KeyboardModifiers held = event->modifiers() & ~Qt::KeypadModifier;
        if (held == Qt::NoModifier) {
            d->moveSelection(byX, byY);
        } else if (held == (Qt::ControlModifier | Qt::ShiftModifier)) {
            d->growBlock(byX, byY);
        } else {
            QWidget::keyPressEvent(event); // Shift+arrow walks the set, a matter of the view
        }
        return;
    }
    switch (event->key()) {
    case Qt::Key_Home:
        d->moveSelection(-far, 0);
        return;
    case Qt::Key_End:
        d->moveSelection(far, 0);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->state.selected) {
            Q_EMIT cellActivated(d->state.selected->student, d->state.selected->teacher);
            return;
        }
        break;
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoomBy(event->key() == Qt::Key_Plus ? 1.25 : 0.8);
        return;
    case Qt::Key_0:
        resetView();
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void HeatmapPlot::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    d->state.hasFocus = true;
    d->replotOverlay();
}

void HeatmapPlot::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    d->state.hasFocus = false;
    d->replotOverlay();
}

} // namespace neurograft
