// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/map_panels.h"

#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/heatmap_plot.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

bool isOf(const HeatmapAxis& axis, Role role)
{
    return axis.mark
        == (role == Role::Student ? HeatmapAxis::Mark::Student : HeatmapAxis::Mark::Teacher);
}

} // namespace

MapPanels::MapPanels(const QString& name, QWidget* parent)
    : QWidget(parent), m_name(name), m_layout(new QGridLayout(this)),
      m_scale(new ColorScaleBar(this))
{
    setObjectName(name);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_scale->setObjectName(name + QStringLiteral(".scale"));
}

void MapPanels::setMaps(std::vector<HeatmapData> maps, ColorMapId map)
{
    m_maps.clear();
    for (HeatmapData& one : maps) {
        m_maps.push_back(std::make_shared<const HeatmapData>(std::move(one)));
    }
    ColorSettings colors;
    colors.map = map;
    std::vector<const HeatmapData*> all;
    bool hasUndefined = false;
    for (const auto& one : m_maps) {
        all.push_back(one.get());
        hasUndefined = hasUndefined || heatmapStatistics(*one, false).undefined > 0;
    }
    const ColorRange range = colorRange(colors, all);
    while (m_plots.size() < m_maps.size()) {
        m_plots.push_back(makePlot());
    }
    for (HeatmapPlot* plot : m_plots) {
        m_layout->removeWidget(plot);
        plot->hide();
    }
    m_layout->removeWidget(m_scale);
    const int columns =
        std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count())))));
    for (int i = 0; i < count(); ++i) {
        HeatmapPlot* shown = plot(i);
        const HeatmapData& shownMap = *m_maps[static_cast<std::size_t>(i)];
        shown->setObjectName(m_name + u'.' + shownMap.module);
        shown->setTitle(shownMap.module);
        shown->setBoxLines(boxLines(shownMap));
        shown->setColors(colors, range);
        shown->setData(m_maps[static_cast<std::size_t>(i)]);
        m_layout->addWidget(shown, i / columns, i % columns);
        shown->show();
    }
    m_scale->setVisible(count() > 0);
    if (count() > 0) {
        m_layout->addWidget(m_scale, 0, columns, (count() + columns - 1) / columns, 1);
        m_scale->setColors(colors);
        m_scale->setRange(range);
        m_scale->setTitle(scaleTitle(*m_maps.front()));
        m_scale->setUndefinedShown(hasUndefined);
    }
    for (int column = 0; column <= columns; ++column) {
        m_layout->setColumnStretch(column, column < columns ? 1 : 0);
    }
    showMarks();
}

HeatmapPlot* MapPanels::makePlot()
{
    const int panel = static_cast<int>(m_plots.size());
    auto* plot = new HeatmapPlot(this);
    connect(plot, &HeatmapPlot::hoveredCell, this, [this, panel](int row, int column) {
        const auto hoveredMap = m_maps[static_cast<std::size_t>(panel)];
        Q_EMIT hovered(row < 0 ? QString() : cellText(*hoveredMap, {row, column}));
    });
    const auto choose = [this, panel](int row, int column) {
        Q_EMIT cellChosen(panel, row, column);
    };
    connect(plot, &HeatmapPlot::cellClicked, this, choose);
    connect(plot, &HeatmapPlot::cellActivated, this, choose);
    return plot;
}

void MapPanels::markLayer(Role role, int layer)
{
    m_layers[role == Role::Student ? 0 : 1] = layer;
    showMarks();
}

void MapPanels::showMarks()
{
    for (int i = 0; i < count(); ++i) {
        const HeatmapData& shownMap = *m_maps[static_cast<std::size_t>(i)];
        HeatmapMarks marks;
        for (const Role role : {Role::Student, Role::Teacher}) {
            const int layer = m_layers[role == Role::Student ? 0 : 1];
            if (isOf(shownMap.rows, role) && layer < shownMap.students) {
                marks.studentLayer = layer;
            }
            if (isOf(shownMap.columns, role) && layer < shownMap.teachers) {
                marks.teacherLayer = layer;
            }
        }
        plot(i)->setMarks(marks);
    }
}

void MapPanels::focusMap()
{
    if (count() > 0) {
        plot(0)->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace neurograft
