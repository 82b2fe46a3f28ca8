// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_plot_private.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/heatmap_image.h"

#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// Draws itself anew after a change of size, not in it: when docks move, all small multiples change
/// size within one event, several times over, and would keep the thread for as long as all of them
/// take together.
class PatientPlot : public QCustomPlot {
public:
    using QCustomPlot::QCustomPlot;

protected:
    void resizeEvent(QResizeEvent*) override
    {
        setViewport(rect());
        replot(rpQueuedReplot);
    }
};

} // namespace

HeatmapPlot::Private::Private(HeatmapPlot* owner) : q(owner), plot(new PatientPlot(owner))
{
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->setInteractions(QCP::Interactions());
    plot->addLayer(kHeatmapOverlay, plot->layer(QStringLiteral("axes")), QCustomPlot::limAbove);
    plot->layer(kHeatmapOverlay)->setMode(QCPLayer::lmBuffered);
    QCPAxisRect* rect = plot->axisRect();
    rect->setAutoMargins(QCP::msNone);
    rect->setMinimumMargins(QMargins());
    rect->setupFullAxesBox();
    plot->plotLayout()->setMargins(QMargins());
    for (QCPAxis* axis : rect->axes()) {
        axis->grid()->setVisible(false);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(0);
        axis->setSubTicks(false);
    }
    plot->xAxis->setTicker(xTicker);
    plot->yAxis->setTicker(yTicker);
    plot->xAxis->setTickLengthOut(3);
    plot->yAxis->setTickLengthOut(3);
    new HeatmapCellLayer(plot, state); // owned by the plot, as every layerable
    new HeatmapOverlayLayer(plot, kHeatmapOverlay, state);
}

void HeatmapPlot::Private::layOut()
{
    state.font = q->font();
    const QFontMetricsF metrics(state.font);
    const double line = metrics.height();
    const bool isTransposed = state.geometry.isTransposed;
    const HeatmapAxis& across = isTransposed ? state.rows : state.columns;
    const HeatmapAxis& upwards = isTransposed ? state.columns : state.rows;
    const double tickWidth = verticalTickWidth(upwards, metrics);
    const double left = std::ceil(line * 1.1 + tickWidth + line * 0.4);
    const double bottom = std::ceil(line * 2.9);
    const double right =
        std::ceil(state.isScaleVisible ? line * 0.6 + colorScaleWidth(metrics, state.range)
                                       : metrics.horizontalAdvance(QStringLiteral("000")) / 2.0);
    const double titleTop = std::ceil(line * 1.5);
    const QRectF inner = QRectF(plot->rect()).adjusted(left, titleTop, -right, -bottom);
    state.geometry = fitMap(inner, view, isTransposed);
    placeTexts(metrics, inner);

    const QRectF& map = state.geometry.map;
    QCPAxisRect* rect = plot->axisRect();
    rect->setMargins(QMargins(static_cast<int>(map.left()), static_cast<int>(map.top()),
                              static_cast<int>(plot->width() - std::round(map.right())),
                              static_cast<int>(plot->height() - std::round(map.bottom()))));
    plot->xAxis->setRange(state.geometry.xLow(), state.geometry.xHigh());
    plot->yAxis->setRange(state.geometry.yLow(), state.geometry.yHigh());
    const double cell = state.geometry.cellSize();
    const double gap = metrics.averageCharWidth() * 0.8;
    xTicker->setLayers(layerTicks(
                           isTransposed ? state.students : state.teachers, cell,
                           [&](int layer) { return metrics.horizontalAdvance(across.tick(layer)); },
                           gap),
                       across);
    yTicker->setLayers(layerTicks(
                           isTransposed ? state.teachers : state.students, cell,
                           [&](int) { return metrics.ascent(); }, 0.0),
                       upwards);
}

void HeatmapPlot::Private::placeTexts(const QFontMetricsF& metrics, const QRectF& area)
{
    const double pad = std::round(metrics.height() * 0.3);
    const auto lines = static_cast<double>(state.boxLines.size());
    const double height = lines * metrics.height();
    const bool isWhole = view == fullView(state.students, state.teachers);
    const double cell = state.geometry.cellSize();
    double widest = 0.0;
    CornerText text;
    for (const QString& line : state.boxLines) {
        widest = std::max(widest, metrics.horizontalAdvance(line));
        text.widths.push_back(metrics.horizontalAdvance(line) / cell);
    }
    text.lineHeight = metrics.height() / cell;
    text.padding = pad / cell;
    std::optional<MapCorner> corner;
    if (state.data && isWhole && cell > 0.0) {
        corner = maskedCorner(*state.data, state.geometry.isTransposed, text);
    }
    QRectF& map = state.geometry.map;
    QFont bold = state.font;
    bold.setBold(true);
    const double titleWidth = QFontMetricsF(bold).horizontalAdvance(state.title);
    const bool fitsTitleLine = headerLines == 0 && lines == 1.0
        && titleWidth + metrics.averageCharWidth() * 2 + widest <= map.width();
    // Room above the map for every line, and for those of the other multiples.
    const double above = std::max(lines > 0.0 && !corner && !fitsTitleLine ? height : 0.0,
                                  headerLines * metrics.height());
    if (above > 0.0) {
        QRectF lower = area;
        lower.setTop(area.top() + above);
        state.geometry = fitMap(lower, view, state.geometry.isTransposed);
    }
    const double baseline = map.top() - metrics.descent() - std::round(metrics.height() * 0.15);
    state.titleOrigin = QPointF(map.left(), baseline);
    if (corner) {
        state.boxOrigin = QPointF(isLeft(*corner) ? map.left() + pad : map.right() - pad - widest,
                                  (isTop(*corner) ? map.top() + pad : map.bottom() - pad - height)
                                      + metrics.ascent());
    } else if (fitsTitleLine) {
        state.boxOrigin = QPointF(map.right() - widest, baseline);
    } else {
        state.titleOrigin.ry() -= std::max<double>(lines, headerLines) * metrics.height();
        // A map narrower than its line: the line begins further left and is seen whole.
        const double left = std::max(0.0, std::min(map.left(), area.right() - widest));
        state.boxOrigin = QPointF(left, state.titleOrigin.y() + metrics.height());
    }
}

void HeatmapPlot::Private::applyPalette()
{
    state.palette = q->palette();
    const QColor text = state.palette.color(QPalette::WindowText);
    plot->setBackground(QBrush(state.palette.color(QPalette::Window)));
    for (QCPAxis* axis : plot->axisRect()->axes()) {
        axis->setBasePen(QPen(text, 1.0));
        axis->setTickPen(QPen(text, 1.0));
        axis->setTickLabelColor(text);
        axis->setTickLabelFont(q->font());
    }
}

void HeatmapPlot::Private::setSize(int students, int teachers)
{
    if (state.students == students && state.teachers == teachers) {
        return;
    }
    state.students = students;
    state.teachers = teachers;
    view = fullView(students, teachers);
    const auto isGone = [&](const std::optional<HeatmapCell>& cell) {
        return cell && (cell->student >= students || cell->teacher >= teachers);
    };
    if (isGone(state.crosshair)) {
        state.crosshair.reset();
    }
    hovered.reset();
    if (isGone(state.selected)) {
        q->setSelectedCell(std::nullopt);
    }
}

void HeatmapPlot::Private::rebuildImage()
{
    state.image = state.data ? heatmapImage(*state.data, ColorMap::of(state.map), state.range,
                                            state.geometry.isTransposed, state.undefinedColor)
                             : QImage();
    replot();
}

void HeatmapPlot::Private::describe()
{
    q->setAccessibleName(tr("Heatmap %1").arg(state.title));
    q->setAccessibleDescription(state.data ? heatmapFinding(*state.data) : tr("no data yet"));
}

void HeatmapPlot::Private::hover(const QPointF& position, const QPoint& globalPosition)
{
    const auto cell = q->cellAt(position);
    if (cell == hovered) {
        return;
    }
    hovered = cell;
    q->setCrosshair(cell);
    if (cell && state.data) {
        QToolTip::showText(globalPosition, cellText(*state.data, *cell), plot,
                           q->cellRect(*cell).toAlignedRect());
    } else {
        QToolTip::hideText();
    }
    Q_EMIT q->hoveredCell(cell ? cell->student : -1, cell ? cell->teacher : -1);
}

void HeatmapPlot::Private::leave()
{
    if (hovered) {
        hovered.reset();
        q->setCrosshair(std::nullopt);
        Q_EMIT q->hoveredCell(-1, -1);
    }
}

void HeatmapPlot::Private::userView(const HeatmapView& wanted)
{
    if (wanted != view) {
        q->setView(wanted);
        Q_EMIT q->viewChanged(view);
    }
}

void HeatmapPlot::Private::moveSelection(int byX, int byY)
{
    if (state.students <= 0 || state.teachers <= 0) {
        return;
    }
    q->setSelectedCell(state.selected ? shifted(*state.selected, byX, byY) : HeatmapCell{0, 0});
}

void HeatmapPlot::Private::growBlock(int byX, int byY)
{
    if (state.selected && state.students > 0 && state.teachers > 0) {
        blockCorner = shifted(blockCorner.value_or(*state.selected), byX, byY);
        Q_EMIT q->brushed(blockBetween(*state.selected, *blockCorner));
    }
}

HeatmapCell HeatmapPlot::Private::shifted(HeatmapCell cell, int byX, int byY) const
{
    const bool isTransposed = state.geometry.isTransposed;
    cell.student = std::clamp(cell.student + (isTransposed ? byX : byY), 0, state.students - 1);
    cell.teacher = std::clamp(cell.teacher + (isTransposed ? byY : byX), 0, state.teachers - 1);
    return cell;
}

} // namespace neurograft
