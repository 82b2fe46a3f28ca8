// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/heatmap_grid.h"

#include "widgets/plots/color_range.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/heatmap_plot.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>
#include <cstdlib>

namespace neurograft {

namespace {

const QString kPublishedMask = QStringLiteral("upper");
const QString kNoMask = QStringLiteral("none");

} // namespace

HeatmapGrid::HeatmapGrid(QWidget* parent)
    : QWidget(parent), m_layout(new QGridLayout), m_scaleBar(new ColorScaleBar(this))
{
    m_scaleBar->setObjectName(QStringLiteral("scaleBar"));
    m_layout->setSpacing(fontMetrics().height() / 3);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_layout, 1);
    layout->addWidget(m_scaleBar);
}

HeatmapPlot* HeatmapGrid::makePlot(const QString& module)
{
    auto* plot = new HeatmapPlot(this);
    plot->setObjectName(QStringLiteral("heat.") + module);
    plot->setTitle(module);
    plot->setTransposed(m_isTransposed);
    plot->setMinimumSize(fontMetrics().height() * 9, fontMetrics().height() * 8);
    plot->installEventFilter(this);
    connect(plot, &HeatmapPlot::hoveredCell, this, [this, module](int student, int teacher) {
        hover(module, {student, teacher});
    });
    connect(plot, &HeatmapPlot::selectedCellChanged, this,
            [this, module](int student, int teacher) {
                select(module, {student, teacher});
            });
    connect(plot, &HeatmapPlot::viewChanged, this, [this, plot](const HeatmapView& view) {
        for (HeatmapPlot* other : std::as_const(m_plots)) {
            if (other != plot) {
                other->setView(view);
            }
        }
    });
    m_plots.insert(module, plot);
    return plot;
}

void HeatmapGrid::expect(const QStringList& modules, int students, int teachers)
{
    m_figure.reset();
    m_shown.clear();
    m_students = students;
    m_teachers = teachers;
    m_selected.reset();
    setModules(modules);
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        const QSignalBlocker blocker(plot);
        plot->setData(nullptr);
        plot->setBoxLines({});
        plot->setSelectedCell(std::nullopt);
        plot->setCrosshair(std::nullopt);
        if (students > 0 && teachers > 0) {
            plot->setExpectedSize(students, teachers);
        }
    }
    refresh();
    Q_EMIT selectionChanged();
}

void HeatmapGrid::setFigure(std::shared_ptr<const HeatmapFigure> figure)
{
    m_figure = std::move(figure);
    if (m_figure && !m_figure->panels.empty()) {
        m_students = m_figure->panels.front().students;
        m_teachers = m_figure->panels.front().teachers;
    }
    refresh();
}

void HeatmapGrid::setModules(const QStringList& modules)
{
    if (modules == m_modules && m_columns > 0) {
        return;
    }
    m_modules = modules;
    for (const QString& module : modules) {
        if (!m_plots.contains(module)) {
            HeatmapPlot* plot = makePlot(module);
            if (m_students > 0 && m_teachers > 0) {
                plot->setExpectedSize(m_students, m_teachers);
            }
        }
    }
    if (!modules.contains(m_current)) {
        m_current = modules.value(0);
    }
    m_columns = 0;
    arrange();
    refresh();
}

void HeatmapGrid::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    applyRanges();
}

void HeatmapGrid::setMasked(bool isMasked)
{
    m_isMasked = isMasked;
    refresh();
}

void HeatmapGrid::setTransposed(bool isTransposed)
{
    m_isTransposed = isTransposed;
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        plot->setTransposed(isTransposed);
    }
    m_columns = 0;
    arrange();
}

void HeatmapGrid::zoomBy(double factor)
{
    if (HeatmapPlot* plot = m_plots.value(m_current)) {
        plot->zoomBy(factor);
    }
}

void HeatmapGrid::resetView()
{
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        plot->resetView();
    }
}

void HeatmapGrid::refresh()
{
    m_shown.clear();
    if (m_figure) {
        for (const HeatmapData& panel : m_figure->panels) {
            auto shown = std::make_shared<HeatmapData>(panel);
            applyMask(*shown, m_isMasked ? kPublishedMask : kNoMask);
            m_shown.insert(panel.module, shown);
        }
    }
    for (const QString& module : std::as_const(m_modules)) {
        HeatmapPlot* plot = m_plots.value(module);
        const std::shared_ptr<const HeatmapData> panel = m_shown.value(module);
        // In line with each other above the maps; with a mask the boxes stand in the blank corner.
        QStringList lines = panel ? neurograft::boxLines(*panel) : QStringList();
        if (!m_isMasked && lines.size() > 1) {
            lines = QStringList{lines.join(QStringLiteral("   "))};
        }
        plot->setData(panel);
        plot->setBoxLines(lines);
        plot->setHeaderLines(panel && !m_isMasked ? 1 : 0);
    }
    applyRanges();
}

void HeatmapGrid::applyRanges()
{
    std::vector<const HeatmapData*> panels;
    bool isUndefinedShown = false;
    for (const QString& module : std::as_const(m_modules)) {
        if (const std::shared_ptr<const HeatmapData> panel = m_shown.value(module)) {
            panels.push_back(panel.get());
            isUndefinedShown = isUndefinedShown || heatmapStatistics(*panel, true).undefined > 0;
        }
    }
    const ColorRange common = lockedRange(panels);
    for (const QString& module : std::as_const(m_modules)) {
        HeatmapPlot* plot = m_plots.value(module);
        const std::shared_ptr<const HeatmapData> panel = m_shown.value(module);
        plot->setColorScaleVisible(!m_isLocked && panel);
        plot->setColorRange(m_isLocked || !panel ? common : lockedRange({panel.get()}));
    }
    m_scaleBar->setScaleCount(m_isLocked ? 1 : std::max(1, static_cast<int>(panels.size())));
    m_scaleBar->setRange(common);
    m_scaleBar->setUndefinedShown(isUndefinedShown);
    if (!panels.empty()) {
        m_scaleBar->setTitle(scaleTitle(*panels.front()));
    }
}

int HeatmapGrid::bestColumns(int count) const
{
    // Room around a map for title, ticks and axis titles, as HeatmapPlot lays them out.
    const double line = fontMetrics().height();
    const double aside = line * 3.5;
    const double above = line * 4.6;
    double wide = m_teachers > 0 ? m_teachers : 1.0;
    double high = m_students > 0 ? m_students : 1.0;
    if (m_isTransposed) {
        std::swap(wide, high);
    }
    const QRect area = m_layout->geometry();
    int best = 1;
    double bestCell = 0.0;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        if (columns * rows - count >= columns) {
            continue;
        }
        const double cell = std::min((area.width() / double(columns) - aside) / wide,
                                     (area.height() / double(rows) - above) / high);
        // Full rows look better than a rest, nearly square arrangements better than a strip, and
        // what stands should not jump about: another one has to show clearly more.
        double worth = cell * (count % columns == 0 ? 1.1 : 1.0);
        worth *= std::abs(columns - rows) > 1 ? 0.85 : 1.0;
        worth *= columns == m_lastColumns ? 1.1 : 1.0;
        if (worth > bestCell) {
            bestCell = worth;
            best = columns;
        }
    }
    return best;
}

void HeatmapGrid::arrange()
{
    const int count = static_cast<int>(m_modules.size());
    if (count == 0) {
        for (HeatmapPlot* plot : std::as_const(m_plots)) {
            plot->hide();
        }
        return;
    }
    const int columns = bestColumns(count);
    if (columns == m_columns) {
        return;
    }
    m_columns = m_lastColumns = columns;
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item; // the widget stays
    }
    for (auto plot = m_plots.cbegin(); plot != m_plots.cend(); ++plot) {
        plot.value()->setVisible(m_modules.contains(plot.key()));
    }
    for (int i = 0; i < m_layout->rowCount(); ++i) {
        m_layout->setRowStretch(i, 0);
    }
    for (int i = 0; i < m_layout->columnCount(); ++i) {
        m_layout->setColumnStretch(i, 0);
    }
    QWidget* before = nullptr;
    for (int i = 0; i < count; ++i) {
        HeatmapPlot* plot = m_plots.value(m_modules[i]);
        m_layout->addWidget(plot, i / columns, i % columns);
        m_layout->setRowStretch(i / columns, 1);
        m_layout->setColumnStretch(i % columns, 1);
        if (before != nullptr) {
            setTabOrder(before, plot);
        }
        before = plot;
    }
}

void HeatmapGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool HeatmapGrid::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        const QString module = watched->objectName().mid(5); // after "heat."
        if (module != m_current) {
            m_current = module;
            Q_EMIT selectionChanged();
        }
    }
    return QWidget::eventFilter(watched, event);
}

void HeatmapGrid::hover(const QString& module, HeatmapCell cell)
{
    const bool isOver = cell.student >= 0 && cell.teacher >= 0;
    const std::optional<HeatmapCell> crosshair =
        isOver ? std::optional<HeatmapCell>(cell) : std::nullopt;
    for (auto plot = m_plots.cbegin(); plot != m_plots.cend(); ++plot) {
        plot.value()->setCrosshair(crosshair);
    }
    const std::shared_ptr<const HeatmapData> panel = m_shown.value(module);
    Q_EMIT hovered(isOver && panel ? cellText(*panel, cell) : QString());
}

void HeatmapGrid::select(const QString& module, HeatmapCell cell)
{
    m_selected =
        cell.student >= 0 && cell.teacher >= 0 ? std::optional<HeatmapCell>(cell) : std::nullopt;
    m_current = module;
    for (auto plot = m_plots.cbegin(); plot != m_plots.cend(); ++plot) {
        if (plot.key() != module) {
            const QSignalBlocker blocker(plot.value());
            plot.value()->setSelectedCell(m_selected);
        }
    }
    Q_EMIT selectionChanged();
}

HeatmapFigure HeatmapGrid::shownFigure() const
{
    HeatmapFigure figure;
    if (!m_figure) {
        return figure;
    }
    figure = *m_figure;
    figure.panels.clear();
    for (const QString& module : m_modules) {
        if (const std::shared_ptr<const HeatmapData> panel = m_shown.value(module)) {
            figure.panels.push_back(*panel);
        }
    }
    return figure;
}

void HeatmapGrid::applyTo(FigureSpec& spec) const
{
    spec.isLocked = m_isLocked;
    spec.isTransposed = m_isTransposed;
}

QString HeatmapGrid::selectedText() const
{
    const std::shared_ptr<const HeatmapData> panel = m_shown.value(m_current);
    return m_selected && panel && panel->isValidCell(*m_selected) ? cellText(*panel, *m_selected)
                                                                  : QString();
}

QString HeatmapGrid::selectedGoTo() const
{
    const std::shared_ptr<const HeatmapData> panel = m_shown.value(m_current);
    return m_selected && panel && panel->isValidCell(*m_selected) ? cellGoTo(*panel, *m_selected)
                                                                  : QString();
}

} // namespace neurograft
