// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/color_settings.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;

namespace neurograft {

class ColorHistogram;
class ColorModel;
class HeatmapGrid;

/// The colour editor (ux.md 7.3 colorDock, H12): histogram with draggable ends, colour map, how the
/// range is found, percentiles or typed ends, look of undefined cells, lock and lock group, and the
/// first map as other eyes or a grey printer see it. Writes the ColorModel, which maps, scale and
/// figures read; every change is undoable. Object name "colorPanel".
class ColorPanel : public QWidget {
    Q_OBJECT

public:
    /// @param lock the window's toggle; null: not shown
    ColorPanel(HeatmapGrid* grid, QAction* lock, QWidget* parent = nullptr);

    /// Other maps to edit the colours of: those of another pane.
    void setGrid(HeatmapGrid* grid);
    /// Shows which views are in the lock group: all, or this one alone.
    void setGroup(bool isOfAll);

Q_SIGNALS:
    void groupChosen(bool isOfAll);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildRange(QFormLayout* form);
    void buildUndefined(QFormLayout* form);
    void buildGroup(QFormLayout* form);
    void buildVision(QFormLayout* form);
    void showSeen();
    void refresh();
    ColorModel* colors() const;
    void change(const ColorSettings& settings, const QString& text, bool isDragging = false);
    void typeRange();
    void typePercents();

    HeatmapGrid* m_grid;
    ColorHistogram* m_histogram;
    QComboBox* m_map;
    QComboBox* m_mode;
    QDoubleSpinBox* m_low;
    QDoubleSpinBox* m_high;
    QDoubleSpinBox* m_lowPercent;
    QDoubleSpinBox* m_highPercent;
    QComboBox* m_undefined;
    QCheckBox* m_hatch;
    QComboBox* m_group;
    QComboBox* m_vision;
    QLabel* m_seen; ///< scale above, first map below
    ColorRange m_shownRange; ///< of the maps, or of the first when they are unlocked
};

} // namespace neurograft
