// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"
#include "widgets/plots/heatmap_data.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QGridLayout;

namespace neurograft {

class ColorScaleBar;
class HeatmapPlot;

/// Maps of any axes beside each other on one colour scale, house colours: those of parameters, of
/// spectra, of a model with itself. Its maps are called "<name>.<panel>", the scale "<name>.scale".
class MapPanels : public QWidget {
    Q_OBJECT

public:
    explicit MapPanels(const QString& name, QWidget* parent = nullptr);

    /// Replaces what is shown. @param map vik centres the scale on 0
    void setMaps(std::vector<HeatmapData> maps, ColorMapId map);
    int count() const { return static_cast<int>(m_maps.size()); }
    std::shared_ptr<const HeatmapData> map(int panel) const
    {
        return m_maps[static_cast<std::size_t>(panel)];
    }
    HeatmapPlot* plot(int panel) const { return m_plots[static_cast<std::size_t>(panel)]; }
    /// Outlines a layer of a model wherever an axis counts its layers; −1: none.
    void markLayer(Role role, int layer);
    void focusMap();

Q_SIGNALS:
    /// Read-out of the cell under the pointer; empty when it left.
    void hovered(const QString& text);
    /// A click, or Enter on a cell.
    void cellChosen(int panel, int row, int column);

private:
    HeatmapPlot* makePlot();
    void showMarks();

    QString m_name;
    QGridLayout* m_layout;
    ColorScaleBar* m_scale;
    std::vector<std::shared_ptr<const HeatmapData>> m_maps;
    std::vector<HeatmapPlot*> m_plots; ///< as many as were ever needed
    int m_layers[2] = {-1, -1}; ///< outlined: the student's, the teacher's
};

} // namespace neurograft
