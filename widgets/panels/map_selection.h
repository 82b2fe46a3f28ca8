// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_item.h"
#include "widgets/plots/heatmap_marks.h"

#include <QMap>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>

class QUndoStack;

namespace neurograft {

class HeatmapPlot;
class SelectionModel;

/// Carries the shared selection to small multiples and back (ux.md 7.4): a cell is framed in all of
/// them, the set outlined, the pin dashed; layers, neurons and points show as a row (student) or a
/// column (teacher); an item of the data changes nothing. Clicks, arrows and brushes on the maps
/// write it.
class MapSelection : public QObject {
    Q_OBJECT

public:
    explicit MapSelection(QObject* parent = nullptr);
    ~MapSelection() override;

    /// The selection to follow; a private one at first. Null: back to a private one that starts
    /// with what is shown (the unlit link chip).
    void setModel(SelectionModel* model);
    SelectionModel* model() const { return m_model; }
    bool isLinked() const { return m_model != m_own; }
    void add(HeatmapPlot* plot, const QString& module);
    /// Size of the maps; items outside are not shown.
    void setSize(int students, int teachers);
    /// Modules that can be seen, in order: where [ and ] lead.
    void setModules(const QStringList& modules) { m_modules = modules; }
    /// Dots on the best match of each student layer.
    void setPathShown(bool isShown);
    /// Diamonds on layers that a transfer paired.
    void setPairs(const std::vector<HeatmapCell>& pairs);
    const std::vector<HeatmapCell>& pairs() const { return m_pairs; }
    /// The contour of cells above chance, where the maps have that baseline.
    void setChanceShown(bool isShown);
    bool isChanceShown() const { return m_isChanceShown; }

    /// The primary item, or the last one before a row of the data.
    const SelectionItem& item() const { return m_item; }
    std::optional<HeatmapCell> cell() const { return m_cell; }
    /// Module of the primary cell, or of the last one; empty before.
    QString module() const { return m_module; }
    /// New maps or newly drawn data: everything is marked anew.
    void refresh();

    void moveModule(int step); ///< the primary cell to the next module
    /// The primary to the next layer: of its own model, a cell's student layer.
    void moveLayer(int step);
    void focusLayer(Role role); ///< the primary cell's layer of that model becomes the primary

    /// How this view shows the kinds of items, for the tooltip of the link chip.
    static QString translation();

Q_SIGNALS:
    /// Primary, set or pin changed, or another model is followed.
    void changed();

private:
    void follow(SelectionModel* model);
    void show();
    void select(const QString& module, const HeatmapCell& cell);
    void selectBlock(const QString& module, const HeatmapBlock& block);
    HeatmapMarks marksOf(const HeatmapPlot& plot) const;
    bool isInside(const HeatmapCell& cell) const;

    QUndoStack* m_ownUndo;
    SelectionModel* m_own;
    QPointer<SelectionModel> m_model;
    QMap<QString, HeatmapPlot*> m_plots;
    QStringList m_modules;
    SelectionItem m_item; ///< the primary, or the last one before a row of the data
    std::optional<HeatmapCell> m_cell;
    QString m_module;
    int m_students = 0;
    int m_teachers = 0;
    bool m_isPathShown = false;
    bool m_isChanceShown = false;
    std::vector<HeatmapCell> m_pairs;
};

} // namespace neurograft
