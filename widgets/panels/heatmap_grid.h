// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/figures/heatmap_figure.h"

#include <QMap>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>

class QGridLayout;

namespace neurograft {

class ColorScaleBar;
class HeatmapPlot;

/// Small multiples of layer x layer maps with one shared colour scale: cross-hair, frame and zoom
/// are the same in all; columns follow the shape of the space. Maps are named "heat.<module>", the
/// scale "scaleBar".
class HeatmapGrid : public QWidget {
    Q_OBJECT

public:
    explicit HeatmapGrid(QWidget* parent = nullptr);

    /// Empty frames for maps to come, in this order; sizes of 0 are not known yet.
    void expect(const QStringList& modules, int students, int teachers);
    /// What to draw; modules that are not in it keep their empty frame.
    void setFigure(std::shared_ptr<const HeatmapFigure> figure);
    /// Modules to show, in published order; others are hidden.
    void setModules(const QStringList& modules);

    bool isLocked() const { return m_isLocked; }
    void setLocked(bool isLocked);
    bool isMasked() const { return m_isMasked; }
    /// Masked keeps teacher layer >= student layer, as published.
    void setMasked(bool isMasked);
    bool isTransposed() const { return m_isTransposed; }
    void setTransposed(bool isTransposed);
    void zoomBy(double factor);
    void resetView();

    /// What is on the screen, for export: shown modules with the mask applied.
    HeatmapFigure shownFigure() const;
    /// Drawing options that belong to it.
    void applyTo(FigureSpec& spec) const;
    HeatmapPlot* plot(const QString& module) const { return m_plots.value(module); }
    std::optional<HeatmapCell> selectedCell() const { return m_selected; }
    /// Module whose map has or last had the focus; empty before.
    QString currentModule() const { return m_current; }
    QString selectedText() const; ///< read-out of the selected cell in the current module
    QString selectedGoTo() const; ///< "up S L17 x T L21"

Q_SIGNALS:
    /// Read-out of the cell under the pointer; empty when it left.
    void hovered(const QString& text);
    void selectionChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    HeatmapPlot* makePlot(const QString& module);
    void hover(const QString& module, HeatmapCell cell);
    void select(const QString& module, HeatmapCell cell);
    void refresh();
    void applyRanges();
    void arrange();
    int bestColumns(int count) const;

    QGridLayout* m_layout;
    ColorScaleBar* m_scaleBar;
    QMap<QString, HeatmapPlot*> m_plots;
    QStringList m_modules; ///< shown, in order
    std::shared_ptr<const HeatmapFigure> m_figure;
    QMap<QString, std::shared_ptr<const HeatmapData>> m_shown; ///< with the mask applied
    std::optional<HeatmapCell> m_selected;
    QString m_current;
    int m_students = 0;
    int m_teachers = 0;
    int m_columns = 0; ///< 0 = to be arranged anew
    int m_lastColumns = 0;
    bool m_isLocked = true;
    bool m_isMasked = false;
    bool m_isTransposed = false;
};

} // namespace neurograft
