// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/spectrum_distance_panel.h"

#include "widgets/figures/heatmap_figure.h"
#include "widgets/panels/map_panels.h"
#include "widgets/panels/whole_table.h"
#include "widgets/plots/heatmap_table_model.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace neurograft {

SpectrumDistancePanel::SpectrumDistancePanel(QWidget* parent)
    : QWidget(parent), m_map(new MapPanels(QStringLiteral("spectrumDistance"))),
      m_table(new HeatmapTableModel(this))
{
    auto* table = new WholeTable(
        [model = m_table] { return model->heatmap() ? heatmapTsv(*model->heatmap()) : QString(); });
    table->setObjectName(QStringLiteral("spectrumDistance.table"));
    table->setAccessibleName(
        tr("Distances of spectra, student layers down, teacher layers across"));
    table->setModel(m_table);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_map);
    splitter->addWidget(table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_map, &MapPanels::hovered, this, &SpectrumDistancePanel::hovered);
    connect(m_map, &MapPanels::cellChosen, this, [this](int, int student, int teacher) {
        Q_EMIT cellChosen(m_module, student, teacher);
    });
    connect(table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT cellChosen(m_module, index.row(), index.column());
    });
}

void SpectrumDistancePanel::setMaps(std::vector<HeatmapData> maps)
{
    m_maps = std::move(maps);
    showMap();
}

void SpectrumDistancePanel::showModule(const QString& module)
{
    if (module != m_module) {
        m_module = module;
        showMap();
    }
}

void SpectrumDistancePanel::markLayer(int studentLayer)
{
    m_map->markLayer(Role::Student, studentLayer);
}

void SpectrumDistancePanel::showMap()
{
    if (m_maps.empty()) {
        m_map->setMaps({}, ColorMapId::Magma);
        m_table->setHeatmap(nullptr);
        return;
    }
    const auto named = std::find_if(m_maps.begin(), m_maps.end(), [this](const HeatmapData& map) {
        return map.module == m_module;
    });
    const HeatmapData& shown = named == m_maps.end() ? m_maps.front() : *named;
    m_module = shown.module;
    m_map->setMaps({shown}, ColorMapId::Magma);
    m_table->setHeatmap(m_map->map(0));
}

} // namespace neurograft
