// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/heatmap_grid.h"

#include "widgets/models/color_model.h"
#include "widgets/models/selection_facts.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/grid_columns.h"
#include "widgets/panels/map_selection.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/heatmap_plot.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSignalBlocker>

#include <algorithm>

namespace neurograft {

HeatmapGrid::HeatmapGrid(QWidget* parent, const QString& suffix)
    : QWidget(parent), m_suffix(suffix), m_layout(new QGridLayout),
      m_scaleBar(new ColorScaleBar(this)), m_selection(new MapSelection(this)),
      m_colors(new ColorModel(nullptr, this))
{
    m_scaleBar->setObjectName(QStringLiteral("scaleBar") + suffix);
    m_layout->setSpacing(fontMetrics().height() / 3);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_layout, 1);
    layout->addWidget(m_scaleBar);
    connect(m_selection, &MapSelection::changed, this, &HeatmapGrid::selectionChanged);
    connect(m_colors, &ColorModel::changed, this, &HeatmapGrid::applyColors);
}

HeatmapPlot* HeatmapGrid::makePlot(const QString& module)
{
    auto* plot = new HeatmapPlot(this);
    plot->setObjectName(QStringLiteral("heat.") + module + m_suffix);
    plot->setTitle(module);
    plot->setTransposed(m_isTransposed);
    plot->setMinimumSize(fontMetrics().height() * 9, fontMetrics().height() * 8);
    plot->installEventFilter(this);
    connect(plot, &HeatmapPlot::hoveredCell, this, [this, module](int student, int teacher) {
        hover(module, {student, teacher});
    });
    connect(plot, &HeatmapPlot::cellActivated, this, &HeatmapGrid::activated);
    connect(plot, &HeatmapPlot::viewChanged, this, [this](const HeatmapView& view) {
        setView(view);
        Q_EMIT viewChanged(view);
    });
    m_selection->add(plot, module);
    m_plots.insert(module, plot);
    return plot;
}

void HeatmapGrid::expect(const QStringList& modules, int students, int teachers)
{
    m_figure.reset();
    m_shown.clear();
    m_students = students;
    m_teachers = teachers;
    setModules(modules);
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        const QSignalBlocker blocker(plot);
        plot->setData(nullptr);
        plot->setBoxLines({});
        plot->setCrosshair(std::nullopt);
        if (students > 0 && teachers > 0) {
            plot->setExpectedSize(students, teachers);
        }
    }
    refresh();
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
    m_selection->setModules(modules);
    for (const QString& module : modules) {
        if (!m_plots.contains(module)) {
            HeatmapPlot* plot = makePlot(module);
            if (m_students > 0 && m_teachers > 0) {
                plot->setExpectedSize(m_students, m_teachers);
            }
        }
    }
    m_columns = 0;
    arrange();
    refresh();
}

void HeatmapGrid::setColors(ColorModel* colors)
{
    disconnect(m_colors, nullptr, this, nullptr);
    m_colors = colors;
    connect(m_colors, &ColorModel::changed, this, &HeatmapGrid::applyColors);
    applyColors();
}

void HeatmapGrid::setGroup(const Panels& panels)
{
    if (panels != m_group) {
        m_group = panels;
        applyColors();
    }
}

std::vector<const HeatmapData*> HeatmapGrid::rangePanels() const
{
    std::vector<const HeatmapData*> panels = shownPanels();
    for (const std::shared_ptr<const HeatmapData>& panel : m_group) {
        panels.push_back(panel.get());
    }
    return panels;
}

void HeatmapGrid::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    applyColors();
}

void HeatmapGrid::setMasked(bool isMasked)
{
    m_isMasked = isMasked;
    refresh();
}

void HeatmapGrid::setMaskShape(const QString& shape)
{
    if (shape != m_maskShape) {
        m_maskShape = shape;
        refresh();
        Q_EMIT maskShapeChanged();
    }
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
    if (HeatmapPlot* plot = m_plots.value(currentModule())) {
        plot->zoomBy(factor);
    }
}

void HeatmapGrid::resetView()
{
    if (HeatmapPlot* plot = m_plots.value(m_modules.value(0))) {
        plot->resetView(); // tells the others
    }
}

bool HeatmapGrid::isZoomed() const
{
    return m_students > 0 && m_teachers > 0 && !m_plots.isEmpty()
        && view() != fullView(m_students, m_teachers);
}

HeatmapView HeatmapGrid::view() const
{
    const HeatmapPlot* plot = m_plots.value(m_modules.value(0));
    return plot != nullptr ? plot->view() : HeatmapView();
}

void HeatmapGrid::setView(const HeatmapView& view)
{
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        plot->setView(view);
    }
}

void HeatmapGrid::refresh()
{
    m_shown.clear();
    if (m_figure) {
        for (const HeatmapData& panel : m_figure->panels) {
            auto shown = std::make_shared<HeatmapData>(panel);
            applyMask(*shown, m_isMasked ? m_maskShape : QStringLiteral("none"));
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
    m_selection->setSize(m_students, m_teachers);
    m_selection->refresh();
    applyColors();
}

void HeatmapGrid::applyColors()
{
    const std::vector<const HeatmapData*> panels = shownPanels();
    const ColorSettings& colors = m_colors->settings();
    const ColorRange common = colorRange(colors, rangePanels());
    m_commonRange = common;
    bool isUndefinedShown = false;
    for (const QString& module : std::as_const(m_modules)) {
        HeatmapPlot* plot = m_plots.value(module);
        const HeatmapData* panel = m_shown.value(module).get();
        plot->setColorScaleVisible(!m_isLocked && panel != nullptr);
        plot->setColors(colors,
                        m_isLocked || panel == nullptr ? common : colorRange(colors, {panel}));
        isUndefinedShown =
            isUndefinedShown || (panel != nullptr && heatmapStatistics(*panel, true).undefined > 0);
    }
    m_scaleBar->setColors(colors);
    m_scaleBar->setScaleCount(m_isLocked ? 1 : std::max(1, static_cast<int>(panels.size())));
    m_scaleBar->setRange(common);
    m_scaleBar->setUndefinedShown(isUndefinedShown);
    if (!panels.empty()) {
        m_scaleBar->setTitle(scaleTitle(*panels.front()));
    }
    Q_EMIT shownChanged();
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
    const double wide = std::max(1, m_isTransposed ? m_students : m_teachers);
    const double high = std::max(1, m_isTransposed ? m_teachers : m_students);
    const int columns = bestColumns({m_layout->geometry().size(), count, wide, high,
                                     static_cast<double>(fontMetrics().height()), m_lastColumns});
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

void HeatmapGrid::keyPressEvent(QKeyEvent* event)
{
    const bool isForward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
    const bool isBack = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up;
    if ((event->modifiers() & Qt::ShiftModifier) && (isForward || isBack)) {
        m_selection->model()->walkSet(isForward ? 1 : -1);
    } else {
        QWidget::keyPressEvent(event);
    }
}

bool HeatmapGrid::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        m_focused = m_plots.key(static_cast<HeatmapPlot*>(watched));
        Q_EMIT selectionChanged();
    }
    return QWidget::eventFilter(watched, event);
}

void HeatmapGrid::hover(const QString& module, HeatmapCell cell)
{
    const bool isOver = cell.student >= 0 && cell.teacher >= 0;
    const std::optional<HeatmapCell> crosshair =
        isOver ? std::optional<HeatmapCell>(cell) : std::nullopt;
    m_hoveredModule = module;
    m_hovered = crosshair;
    setCrosshair(crosshair);
    Q_EMIT crosshairMoved(crosshair);
    Q_EMIT hovered(hoveredText());
}

QString HeatmapGrid::hoveredText() const
{
    const std::shared_ptr<const HeatmapData> panel = m_shown.value(m_hoveredModule);
    return m_hovered && panel && panel->isValidCell(*m_hovered) ? cellText(*panel, *m_hovered)
                                                                : QString();
}

QString HeatmapGrid::readOut() const
{
    const QString hovered = hoveredText(); // new numbers under a resting pointer are read, too
    return hovered.isEmpty() ? selectedText() : hovered;
}

void HeatmapGrid::setCrosshair(const std::optional<HeatmapCell>& cell)
{
    const bool isInside = cell && cell->student < m_students && cell->teacher < m_teachers;
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        plot->setCrosshair(isInside ? cell : std::nullopt);
    }
}

void HeatmapGrid::focusMap()
{
    if (HeatmapPlot* plot = m_plots.value(currentModule())) {
        plot->setFocus(Qt::OtherFocusReason);
    }
}

HeatmapFigure HeatmapGrid::shownFigure() const
{
    HeatmapFigure figure;
    if (!m_figure) {
        return figure;
    }
    figure = *m_figure;
    figure.mask = m_isMasked ? m_maskShape : QStringLiteral("none");
    figure.panels.clear();
    for (const HeatmapData* panel : shownPanels()) {
        figure.panels.push_back(*panel);
    }
    if (figure.panels.empty() || !figure.panels.front().difference) {
        figure.pairs = m_selection->pairs();
        figure.pairsName = figure.pairs.empty() ? QString() : m_pairsName;
    }
    return figure;
}

std::shared_ptr<const HeatmapData> HeatmapGrid::shown(const QString& module) const
{
    return m_shown.value(module);
}

std::vector<const HeatmapData*> HeatmapGrid::shownPanels() const
{
    std::vector<const HeatmapData*> panels;
    for (const QString& module : m_modules) {
        if (const HeatmapData* panel = m_shown.value(module).get()) {
            panels.push_back(panel);
        }
    }
    return panels;
}

HeatmapGrid::Panels HeatmapGrid::sharedPanels() const
{
    Panels panels;
    for (const QString& module : m_modules) {
        if (const std::shared_ptr<const HeatmapData> panel = m_shown.value(module)) {
            panels.push_back(panel);
        }
    }
    return panels;
}

void HeatmapGrid::applyTo(FigureSpec& spec) const
{
    spec.isLocked = m_isLocked;
    spec.isTransposed = m_isTransposed;
    spec.showChance = m_selection->isChanceShown();
    spec.applyColors(m_colors->settings());
    if (m_isLocked && !m_group.empty()) {
        spec.range = m_commonRange; // found from maps that the figure does not show
        spec.rangeMode = RangeMode::House;
    }
    const std::vector<const HeatmapData*> panels = shownPanels();
    if (!panels.empty() && panels.front()->difference) {
        spec.title = differenceText(*panels.front());
    }
}

std::optional<HeatmapCell> HeatmapGrid::selectedCell() const
{
    return m_selection->cell();
}

QString HeatmapGrid::currentModule() const
{
    const HeatmapPlot* focused = m_plots.value(m_focused);
    const QString inFocus = focused != nullptr && focused->hasFocus() ? m_focused : QString();
    for (const QString& module : {inFocus, m_selection->module(), m_focused}) {
        if (m_modules.contains(module)) {
            return module;
        }
    }
    return m_modules.value(0);
}

QString HeatmapGrid::selectedText() const
{
    QStringList parts;
    const std::shared_ptr<const HeatmapData> panel = m_shown.value(m_selection->module());
    const std::optional<HeatmapCell> cell = selectedCell();
    if (cell && panel && panel->isValidCell(*cell)) {
        parts << cellText(*panel, *cell);
    }
    if (m_figure) {
        const QString set = summaryText(m_selection->model()->set(), shownFigure());
        if (!set.isEmpty()) {
            parts << set;
        }
    }
    return parts.join(QStringLiteral("   "));
}

QString HeatmapGrid::selectedGoTo() const
{
    return goToText(m_selection->model()->primary());
}

} // namespace neurograft
