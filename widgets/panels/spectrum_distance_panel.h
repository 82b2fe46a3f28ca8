// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace neurograft {

class HeatmapTableModel;
class MapPanels;

/// How far the spectra of a module of student and teacher lie apart, layer by layer: as a map and,
/// beside it, as a table.
class SpectrumDistancePanel : public QWidget {
    Q_OBJECT

public:
    explicit SpectrumDistancePanel(QWidget* parent = nullptr);

    /// A map per module; the first is shown until showModule() names another.
    void setMaps(std::vector<HeatmapData> maps);
    bool hasContent() const { return !m_maps.empty(); }
    void showModule(const QString& module);
    QString module() const { return m_module; }
    void markLayer(int studentLayer);
    MapPanels* map() const { return m_map; }

Q_SIGNALS:
    void hovered(const QString& text);
    void cellChosen(const QString& module, int student, int teacher);

private:
    void showMap();

    MapPanels* m_map;
    HeatmapTableModel* m_table;
    std::vector<HeatmapData> m_maps;
    QString m_module;
};

} // namespace neurograft
