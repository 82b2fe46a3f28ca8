// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"
#include "widgets/plots/color_settings.h"
#include "widgets/plots/layer_bars_data.h"
#include "widgets/plots/neuron_map_data.h"

#include <QMap>
#include <QWidget>

class QComboBox;
class QLabel;
class QMenu;

namespace neurograft {

class ColorScaleBar;
class LayerBarsPlot;
class NeuronMapPlot;
class NeuronSession;
class SelectionModel;

/// Layer bars and the two neuron maps side by side, with one colour scale (ux.md 7.2): what the
/// Neurons workspace shows of a locate run. Follows and writes the selection: a neuron is framed in
/// its model's map, cells and layers mark their rows, the set is ticked. Object name "neuronMaps".
class NeuronMaps : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the widget.
    NeuronMaps(NeuronSession* session, SelectionModel* selection, QWidget* parent = nullptr);

    NeuronFamily family() const { return m_family; }
    void setFamily(NeuronFamily family);
    /// What the bars say; a run that has no such bars shows its usual ones.
    BarMeasure barMeasure() const;
    void setBarMeasure(BarMeasure measure);
    const ColorSettings& colors() const { return m_colors; }
    /// None: the house style's for the scores.
    void setColors(const ColorSettings& colors);
    /// One colour scale for both maps, as at first, or one for each.
    void setLocked(bool isLocked);
    bool isLocked() const { return m_isLocked; }
    /// Neurons outside the set fade.
    void setRestDimmed(bool isDimmed);
    NeuronMapPlot* map(Role role) const { return m_maps[role]; }
    LayerBarsPlot* bars() const { return m_bars; }

    /// Tab-separated: the set when there is one, else the bars; empty when there is nothing.
    QString tableText() const;
    /// What the context menu offers about the primary neuron, the set and the bars (H17).
    void fillMenu(QMenu* menu) const;

    /// How this view shows the kinds of items, for the tooltip of the link chip.
    static QString translation();

Q_SIGNALS:
    /// Read-out of what the pointer is over; empty when it left.
    void hovered(const QString& text);
    /// Enter on a neuron: look closer.
    void neuronActivated();

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void addMap(Role role, const QString& objectName);
    void showResult();
    void showBars();
    void showFamily();
    void showSelection();
    void showMarks();
    void choose(Role role, const NeuronPlace& place);
    void chooseLayer(int model, int layer);
    QString setText() const;
    QString barsText() const;

    NeuronSession* m_session;
    SelectionModel* m_selection;
    QComboBox* m_families;
    QLabel* m_barsLabel;
    QComboBox* m_measures;
    LayerBarsPlot* m_bars;
    QMap<Role, NeuronMapPlot*> m_maps;
    ColorScaleBar* m_scale;
    NeuronFamily m_family = NeuronFamily::Ffn;
    BarMeasure m_measure = BarMeasure::Increase; ///< wanted
    ColorSettings m_colors;
    bool m_hasColors = false; ///< chosen by somebody
    bool m_isLocked = true;
    bool m_isRestDimmed = false;
    bool m_isFollowing = false; ///< the selection is being shown
};

} // namespace neurograft
