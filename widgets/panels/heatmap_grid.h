// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/plots/heatmap_geometry.h"

#include <QMap>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>

class QGridLayout;

namespace neurograft {

class ColorModel;
class ColorScaleBar;
class HeatmapPlot;
class MapSelection;

/// Small multiples of layer x layer maps with one shared colour scale: cross-hair, frame, set and
/// zoom are the same in all; columns follow the shape of the space. Maps are named "heat.<module>",
/// the scale "scaleBar", with the suffix of the copy ("#2").
class HeatmapGrid : public QWidget {
    Q_OBJECT

public:
    explicit HeatmapGrid(QWidget* parent = nullptr, const QString& suffix = {});

    /// Empty frames for maps to come, in this order; sizes of 0 are not known yet.
    void expect(const QStringList& modules, int students, int teachers);
    /// What to draw, plain maps or differences; modules that are not in it keep their empty frame.
    void setFigure(std::shared_ptr<const HeatmapFigure> figure);
    /// Modules to show, in published order; others are hidden.
    void setModules(const QStringList& modules);
    /// Colours to follow; house style before.
    void setColors(ColorModel* colors);
    ColorModel* colors() const { return m_colors; }
    /// Maps of other panes that lie in one lock group with these: one range covers all of them.
    using Panels = std::vector<std::shared_ptr<const HeatmapData>>;
    void setGroup(const Panels& panels);
    /// The range of a locked scale.
    const ColorRange& commonRange() const { return m_commonRange; }
    /// The maps it is found from: those shown, and those of the group.
    std::vector<const HeatmapData*> rangePanels() const;

    bool isLocked() const { return m_isLocked; }
    void setLocked(bool isLocked);
    bool isMasked() const { return m_isMasked; }
    void setMasked(bool isMasked);
    /// What a mask keeps, as layerMask() reads it; upper at first (teacher layer ≥ student layer,
    /// as published).
    QString maskShape() const { return m_maskShape; }
    void setMaskShape(const QString& shape);
    /// Layers of the maps shown or expected; 0 while not known.
    int students() const { return m_students; }
    int teachers() const { return m_teachers; }
    bool isTransposed() const { return m_isTransposed; }
    void setTransposed(bool isTransposed);
    void zoomBy(double factor);
    void resetView();
    bool isZoomed() const;
    HeatmapView view() const; ///< that of all maps
    void setView(const HeatmapView& view);

    /// What is on the screen, for export: shown modules with the mask applied.
    HeatmapFigure shownFigure() const;
    /// What the pairs marked over the maps are called in figures: "run 7".
    void setPairsName(const QString& name) { m_pairsName = name; }
    /// Drawing options that belong to it.
    void applyTo(FigureSpec& spec) const;
    /// What one map shows, masked; null before there is anything.
    std::shared_ptr<const HeatmapData> shown(const QString& module) const;
    std::vector<const HeatmapData*> shownPanels() const; ///< of the shown modules, in order
    Panels sharedPanels() const; ///< the same, to be kept
    HeatmapPlot* plot(const QString& module) const { return m_plots.value(module); }
    /// The keyboard goes to the map looked at.
    void focusMap();
    /// Cross-hair of all maps: the pointer is over this cell here or in another pane.
    void setCrosshair(const std::optional<HeatmapCell>& cell);

    MapSelection* selection() const { return m_selection; }
    std::optional<HeatmapCell> selectedCell() const;
    /// Module of the map that has the focus, else of the selected cell, else the first.
    QString currentModule() const;
    /// Read-out of the selected cell, and of the set: "up S L2 x T L3  CKA …   9 cells, mean 0.41".
    QString selectedText() const;
    /// Read-out of the cell under the pointer, else selectedText().
    QString readOut() const;
    QString selectedGoTo() const; ///< of the primary item: "up S L17 x T L21", "S L17"

Q_SIGNALS:
    /// Read-out of the cell under the pointer; empty when it left.
    void hovered(const QString& text);
    /// The pointer is over another cell of these maps, or left them.
    void crosshairMoved(const std::optional<neurograft::HeatmapCell>& cell);
    void selectionChanged();
    /// Another figure, mask, module or colour: what selection and export speak of is new.
    void shownChanged();
    void maskShapeChanged();
    /// Zoom or pan by the user.
    void viewChanged(const neurograft::HeatmapView& view);
    /// Enter on the selected cell.
    void activated();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< Shift+arrows walk the set
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    HeatmapPlot* makePlot(const QString& module);
    void hover(const QString& module, HeatmapCell cell);
    QString hoveredText() const;
    void refresh();
    void applyColors();
    void arrange();

    QString m_suffix; ///< of object names
    QGridLayout* m_layout;
    ColorScaleBar* m_scaleBar;
    MapSelection* m_selection;
    ColorModel* m_colors;
    QMap<QString, HeatmapPlot*> m_plots;
    QStringList m_modules; ///< shown, in order
    std::shared_ptr<const HeatmapFigure> m_figure;
    QMap<QString, std::shared_ptr<const HeatmapData>> m_shown; ///< with the mask applied
    Panels m_group; ///< of other panes
    ColorRange m_commonRange;
    QString m_focused; ///< module
    QString m_pairsName;
    QString m_hoveredModule;
    std::optional<HeatmapCell> m_hovered; ///< under the pointer
    QString m_maskShape = QStringLiteral("upper");
    int m_students = 0;
    int m_teachers = 0;
    int m_columns = 0; ///< 0 = to be arranged anew
    int m_lastColumns = 0;
    bool m_isLocked = true;
    bool m_isMasked = false;
    bool m_isTransposed = false;
};

} // namespace neurograft
